import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { readMachine } from '../inputs/aws-role.ts';
import { readBuildSecrets } from '../inputs/build-secrets.ts';
import { readClusterImage } from '../inputs/cluster-image.ts';
import { readValuesTarget } from '../inputs/gitops.ts';
import { pickNative, readPlatforms } from '../inputs/platforms.ts';
import { readMirror } from '../inputs/registry.ts';
import { POLICY_PATH } from '../policy/path.ts';
import { type Policy, parsePolicy } from '../policy/policy.ts';
import { readPullRequest } from '../runner/event.ts';
import { assignments, flag, list, optional, required, secret } from '../runner/inputs.ts';
import { readRunContext, readStartCommit } from '../runner/run-context.ts';
import { findRoot } from './code-root.ts';
import type { CheckOptions, DeploymentOptions } from './options.ts';

/** A placeholder for the digest, which exists only after the build. */
const DIGEST_TO_COME = `sha256:${'0'.repeat(64)}`;

/** Reads the inputs. @throws UserError `policy-invalid`, `input-missing`, `input-assignment`, `input-edits`, `repository-name` */
export async function readCheckOptions(): Promise<CheckOptions> {
  const { workspace, temp, repository, serverUrl, runUrl, event: started, ref } = readRunContext();
  const event = await readPullRequest(repository);
  const token = optional('github-token');
  const cache = optional('cache');
  const dags = resolve(workspace, required('dags'));
  const root = optional('code-root');
  return {
    workspace,
    temp,
    machine: readMachine(),
    runUrl,
    dags,
    root: root === undefined ? await findRoot(dags, workspace) : resolve(workspace, root),
    context: resolve(workspace, required('context')),
    file: resolve(workspace, required('file')),
    buildArgs: assignments('build-args'),
    buildSecrets: readBuildSecrets(workspace),
    platform: pickNative(readPlatforms()),
    target: optional('target'),
    registryMirror: readMirror(),
    python: optional('python'),
    ruff: optional('ruff') ?? 'ruff',
    base: optional('base'),
    cache: cache === undefined ? undefined : resolve(workspace, cache),
    full: flag('full'),
    run: { event: started, ref, repository, token },
    policy: await readPolicy(workspace),
    approvers: list('approvers'),
    processes: availableParallelism(),
    pullRequest: event === undefined || token === undefined ? undefined : { repository, ...event, token },
    comment: flag('comment'),
    deployment: await readDeployment(serverUrl),
  };
}

async function readPolicy(workspace: string): Promise<Policy> {
  return parsePolicy(await readFile(resolve(workspace, POLICY_PATH), 'utf8').catch(() => ''));
}

async function readDeployment(serverUrl: string): Promise<DeploymentOptions | undefined> {
  const image = optional('image');
  if (image === undefined) return undefined;
  const tag = `${optional('tag-prefix') ?? ''}${readStartCommit() ?? ''}`;
  if (optional('gitops-token') === undefined) return { image, tag, serverUrl, gitops: undefined };
  const gitops = {
    image: readClusterImage(),
    target: await readValuesTarget(),
    digest: DIGEST_TO_COME,
    token: secret('gitops-token'),
  };
  return { image, tag, serverUrl, gitops };
}
