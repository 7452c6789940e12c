import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gitText } from '../../sandbox/github/git.ts';
import type { Repository } from '../../sandbox/github/repository.ts';
import { type ActionResult, runAction } from '../../sandbox/runner/run-action.ts';
import { checkout } from '../../sandbox/stage/checkout.ts';
import { pushEvent } from '../../sandbox/stage/push-event.ts';
import { PACKAGE } from '../package-folder.ts';
import type { Files } from './changes.ts';
import type { Deployed } from './result.ts';
import { ENGINEER, GITOPS, GITOPS_TOKEN, LEAD, SOURCE, SOURCE_TOKEN, type TryStage } from './stage.ts';

const LIMIT_MS = 300_000;
/** What the stand-in for docker prints. */
const BY_DOCKER = 'The stand-in for docker executed nothing';

export interface Player {
  readonly stage: TryStage;
  readonly source: Repository;
  readonly gitops: Repository;
}

/** Merges an approved pull request with these files, deploys it, and returns both what people see and the raw result. */
export async function playPullRequest(
  { stage, source, gitops }: Player,
  title: string,
  files: Files,
  inputs: Readonly<Record<string, string>>,
): Promise<{ readonly deployed: Deployed; readonly result: ActionResult }> {
  const head = `change-${source.pullRequests.length + 1}`;
  const parent = await source.head('main');
  await source.commit({ branch: head, message: title, author: ENGINEER, files, parent });
  const pullRequest = await source.openPullRequest({ title, author: ENGINEER, head });
  await pullRequest.review({ author: LEAD, state: 'APPROVED' });
  const commit = await pullRequest.merge({ method: 'squash', by: ENGINEER });
  const result = await runDeployment(stage, source, commit, inputs);
  const oid = result.outputs['commit-sha'];
  const shown = oid === undefined ? '' : await gitText(gitops.directory, ['show', '--unified=2', '--no-color', oid]);
  // The sandbox has ended when a person reads this.
  const hosted = (text: string) => text.replaceAll(stage.github.url, 'https://github.com');
  const deployed = {
    title,
    outcome: result.outputs.outcome ?? 'failed',
    exitCode: result.exitCode,
    milliseconds: result.milliseconds,
    usedDocker: result.raw.includes(BY_DOCKER),
    log: result.log.map(hosted),
    annotations: result.annotations,
    summary: hosted(result.summary),
    comment: hosted(pullRequest.comments.map(({ body }) => body).join('\n\n')),
    commit: hosted(shown),
    tag: result.outputs.tag,
  };
  return { deployed, result };
}

/** Runs the deployment's bundle as a runner does, in a checkout of the commit. */
async function runDeployment(
  { directory, github, mirror, environment, signal }: TryStage,
  source: Repository,
  sha: string,
  inputs: Readonly<Record<string, string>>,
): Promise<ActionResult> {
  return runAction({
    action: PACKAGE,
    repository: SOURCE,
    sha,
    workspace: await checkout(source.directory, sha, directory),
    runnerTemp: directory,
    apiUrl: github.url,
    token: SOURCE_TOKEN,
    environment,
    signal,
    event: await pushEvent(source, sha),
    actor: LEAD,
    limitMs: LIMIT_MS,
    inputs: {
      'gitops-repository': GITOPS,
      'gitops-token': GITOPS_TOKEN,
      'registry-mirror': mirror.host,
      'registry-username': 'sandbox',
      'registry-password': 'sandbox-password',
      approvers: LEAD,
      ...inputs,
    },
  });
}

/** Returns the name of an image for a folder. */
export function imageName(directory: string): string {
  const name = basename(directory)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return name === '' ? 'airflow' : name;
}

/** Reads a text file of the user's repository; empty if there is none. */
export function readOrEmpty(directory: string, path: string): Promise<string> {
  return readFile(join(directory, path), 'utf8').catch(() => '');
}
