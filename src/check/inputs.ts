import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { readPlaces } from '../action/deployment-inputs.ts';
import { assignments, flag, list, optional, required, secret, secretAssignments } from '../action/inputs.ts';
import { readPullRequest } from '../action/pull-request-event.ts';
import { readRunContext } from '../action/run-context.ts';
import type { BuildSecrets } from '../build/build-secrets.ts';
import type { Written } from '../bump-values/change.ts';
import { POLICY_PATH } from '../policy/path.ts';
import type { Policy } from '../policy/policy.ts';

export interface CheckOptions {
  readonly workspace: string;
  readonly temp: string;
  /** Absolute. */
  readonly dags: string;
  readonly context: string;
  readonly file: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly buildSecrets: BuildSecrets;
  readonly platform: string;
  readonly registryMirror: string | undefined;
  /** An interpreter with Airflow; without it the image is built and used. */
  readonly python: string | undefined;
  /** A path, or a name to look for. */
  readonly ruff: string;
  /** The commit to compare with; `undefined`: the first parent of the merge that is checked out. */
  readonly base: string | undefined;
  /** A folder that is kept between runs; what was learnt of a base is found there again. */
  readonly cache: string | undefined;
  readonly policy: Policy;
  readonly approvers: readonly string[] | undefined;
  readonly processes: number;
  /** Where the result is told; `undefined`: in the job summary alone. */
  readonly pullRequest: CommentOptions | undefined;
  readonly comment: boolean;
  /** What a deployment would be; `undefined`: it is not foreseen. */
  readonly deployment: DeploymentOptions | undefined;
}

export interface CommentOptions {
  /** `owner/name` */
  readonly repository: string;
  /** Of the pull request. */
  readonly number: number;
  /** The commit at its head. */
  readonly head: string;
  readonly token: string;
}

export interface DeploymentOptions {
  /** Registry and repository. */
  readonly image: string;
  readonly tag: string;
  readonly serverUrl: string;
  /** `undefined`: the GitOps repository is not looked at. */
  readonly gitops: { readonly written: Written; readonly token: string } | undefined;
}

/** What a deployment writes where it pins the digest, which nobody knows before. */
const DIGEST_TO_COME = `sha256:${'0'.repeat(64)}`;

/** @throws UserError `policy-invalid`, `input-missing`, `input-assignment`, `input-edits`, `repository-name` */
export async function readCheckOptions(): Promise<CheckOptions> {
  const { workspace, temp, repository, serverUrl } = readRunContext();
  const event = await readPullRequest(repository);
  const token = optional('github-token');
  const cache = optional('cache');
  return {
    workspace,
    temp,
    dags: resolve(workspace, required('dags')),
    context: resolve(workspace, required('context')),
    file: resolve(workspace, required('file')),
    buildArgs: assignments('build-args'),
    buildSecrets: secretAssignments('build-secrets'),
    platform: required('platform'),
    registryMirror: optional('registry-mirror'),
    python: optional('python'),
    ruff: optional('ruff') ?? 'ruff',
    base: optional('base'),
    cache: cache === undefined ? undefined : resolve(workspace, cache),
    policy: await readPolicy(workspace),
    approvers: list('approvers'),
    processes: availableParallelism(),
    pullRequest: event === undefined || token === undefined ? undefined : { repository, ...event, token },
    comment: flag('comment'),
    deployment: await readDeployment(serverUrl),
  };
}

/** What reads YAML is loaded once the other inputs are known to be right. */
async function readPolicy(workspace: string): Promise<Policy> {
  const { parsePolicy } = await import('../policy/policy.ts');
  return parsePolicy(await readFile(resolve(workspace, POLICY_PATH), 'utf8').catch(() => ''));
}

async function readDeployment(serverUrl: string): Promise<DeploymentOptions | undefined> {
  const image = optional('image');
  if (image === undefined) return undefined;
  const tag = `${optional('tag-prefix') ?? ''}${process.env.GITHUB_SHA ?? ''}`;
  if (optional('gitops-token') === undefined) return { image, tag, serverUrl, gitops: undefined };
  const written = { ...(await readPlaces()), image, tag, digest: DIGEST_TO_COME };
  return { image, tag, serverUrl, gitops: { written, token: secret('gitops-token') } };
}
