import { UserError } from '../errors.ts';
import { optional } from './inputs.ts';

/** What the runner says about this run. */
export interface RunContext {
  /** `owner/name` */
  readonly repository: string;
  readonly serverUrl: string;
  /** The page of this attempt: unique to it, and the same for all of its steps. */
  readonly runUrl: string;
  /** The workflow's file and ref: `owner/name/path@ref`. */
  readonly workflowRef: string;
  /** `push`, `workflow_dispatch`, … */
  readonly event: string;
  /** `refs/heads/main`, `refs/pull/7/merge`, … */
  readonly ref: string;
  /** The login of the user who started or reran it. */
  readonly actor: string;
  readonly workspace: string;
  readonly temp: string;
}

/**
 * Returns the context of this run; https://docs.github.com/actions/reference/workflows-and-actions/variables#default-environment-variables
 * @throws UserError `not-in-workflow` outside a workflow
 */
export function readRunContext(): RunContext {
  const { GITHUB_REPOSITORY: repository, GITHUB_SERVER_URL: serverUrl = 'https://github.com' } = process.env;
  if (repository === undefined) {
    const message = 'GITHUB_REPOSITORY is not set, so this is not a step of a workflow.';
    throw new UserError(
      'not-in-workflow',
      message,
      'Call the action with “uses:” in a workflow. To try it without GitHub, run npm run demo.',
    );
  }
  const { GITHUB_RUN_ID: id = '0', GITHUB_RUN_ATTEMPT: attempt = '1', GITHUB_ACTOR: actor = 'unknown' } = process.env;
  return {
    repository,
    serverUrl,
    runUrl: `${serverUrl}/${repository}/actions/runs/${id}/attempts/${attempt}`,
    workflowRef: process.env.GITHUB_WORKFLOW_REF ?? '',
    event: process.env.GITHUB_EVENT_NAME ?? '',
    ref: process.env.GITHUB_REF ?? '',
    actor: process.env.GITHUB_TRIGGERING_ACTOR || actor,
    workspace: process.env.GITHUB_WORKSPACE ?? process.cwd(),
    temp: process.env.RUNNER_TEMP ?? process.cwd(),
  };
}

/**
 * Returns the commit to deploy: the input, or the event's.
 * @throws UserError `invalid-commit` for anything but a full SHA, such as a tag or a branch
 */
export function readCommit(): string {
  const commit = optional('commit') ?? readStartCommit() ?? '';
  if (/^[0-9a-f]{40}$/.test(commit)) return commit;
  throw new UserError(
    'invalid-commit',
    `The input commit is ${JSON.stringify(commit)}, which is not a full commit SHA.`,
    'Set the input commit to all 40 hexadecimal digits of the commit, in lower case.',
  );
}

/** Returns the commit that started the workflow. */
export function readStartCommit(): string | undefined {
  return process.env.GITHUB_SHA;
}
