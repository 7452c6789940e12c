import { context } from '@actions/github';
import { UserError } from '../errors.ts';
import { optional } from './inputs.ts';

/** What the runner tells about this run. */
export interface RunContext {
  /** `owner/name` */
  readonly repository: string;
  readonly serverUrl: string;
  /** The page of this attempt; the same for all steps of it, and for no other. */
  readonly runUrl: string;
  readonly workspace: string;
  readonly temp: string;
}

export function readRunContext(): RunContext {
  const { owner, repo } = context.repo;
  const attempt = context.runAttempt > 0 ? context.runAttempt : 1;
  return {
    repository: `${owner}/${repo}`,
    serverUrl: context.serverUrl,
    runUrl: `${context.serverUrl}/${owner}/${repo}/actions/runs/${context.runId}/attempts/${attempt}`,
    workspace: process.env.GITHUB_WORKSPACE ?? process.cwd(),
    temp: process.env.RUNNER_TEMP ?? process.cwd(),
  };
}

/**
 * The commit to deploy: the input, or the event's.
 * @throws UserError `commit`: a tag or branch that looks like a commit is not taken for one
 */
export function readCommit(): string {
  const commit = optional('commit') ?? context.sha;
  if (/^[0-9a-f]{40}$/.test(commit)) return commit;
  throw new UserError(
    'commit',
    `${JSON.stringify(commit)} is not a commit.`,
    'Give all 40 hexadecimal digits of the commit, in lower case, in the input commit.',
  );
}
