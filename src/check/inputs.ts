import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { assignments, flag, optional, required } from '../action/inputs.ts';
import { readPullRequest } from '../action/pull-request-event.ts';
import { readRunContext } from '../action/run-context.ts';
import { POLICY_PATH, type Policy, parsePolicy } from '../policy/policy.ts';

export interface CheckOptions {
  readonly workspace: string;
  readonly temp: string;
  /** Absolute. */
  readonly dags: string;
  readonly context: string;
  readonly file: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly platform: string;
  /** An interpreter with Airflow; without it the image is built and used. */
  readonly python: string | undefined;
  /** The commit to compare with; `undefined`: the first parent of the merge that is checked out. */
  readonly base: string | undefined;
  readonly policy: Policy;
  readonly processes: number;
  /** Where the result is told; `undefined`: in no comment. */
  readonly comment: CommentOptions | undefined;
}

export interface CommentOptions {
  /** `owner/name` */
  readonly repository: string;
  /** Of the pull request. */
  readonly number: number;
  readonly token: string;
}

/** @throws UserError `policy-invalid`, `input-missing`, `input-assignment` */
export async function readCheckOptions(): Promise<CheckOptions> {
  const { workspace, temp, repository } = readRunContext();
  const number = flag('comment') ? await readPullRequest(repository) : undefined;
  const token = optional('github-token');
  const policy = await readFile(resolve(workspace, POLICY_PATH), 'utf8').catch(() => '');
  return {
    workspace,
    temp,
    dags: resolve(workspace, required('dags')),
    context: resolve(workspace, required('context')),
    file: resolve(workspace, required('file')),
    buildArgs: assignments('build-args'),
    platform: required('platform'),
    python: optional('python'),
    base: optional('base'),
    policy: parsePolicy(policy),
    processes: availableParallelism(),
    comment: number === undefined || token === undefined ? undefined : { repository, number, token },
  };
}
