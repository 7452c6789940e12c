import { UserError } from '../errors.ts';
import { optional } from './inputs.ts';

/** What the runner tells about this run. */
export interface RunContext {
  /** `owner/name` */
  readonly repository: string;
  readonly serverUrl: string;
  /** The page of this attempt; the same for all steps of it, and for no other. */
  readonly runUrl: string;
  /** The workflow's file and the ref that it was taken from: `owner/name/path@ref`. */
  readonly workflowRef: string;
  /** `push`, `workflow_dispatch`, … */
  readonly event: string;
  /** The login of whoever started it, or ran it again. */
  readonly actor: string;
  readonly workspace: string;
  readonly temp: string;
}

/**
 * https://docs.github.com/actions/reference/workflows-and-actions/variables#default-environment-variables
 * @throws UserError `not-in-workflow` outside a workflow
 */
export function readRunContext(): RunContext {
  const { GITHUB_REPOSITORY: repository, GITHUB_SERVER_URL: serverUrl = 'https://github.com' } = process.env;
  if (repository === undefined) {
    const message = 'GITHUB_REPOSITORY is not set: this is not a step of a workflow.';
    throw new UserError(
      'not-in-workflow',
      message,
      'Use the action by “uses:” in a workflow; `npm run demo` shows it without GitHub.',
    );
  }
  const { GITHUB_RUN_ID: id = '0', GITHUB_RUN_ATTEMPT: attempt = '1', GITHUB_ACTOR: actor = 'unknown' } = process.env;
  return {
    repository,
    serverUrl,
    runUrl: `${serverUrl}/${repository}/actions/runs/${id}/attempts/${attempt}`,
    workflowRef: process.env.GITHUB_WORKFLOW_REF ?? '',
    event: process.env.GITHUB_EVENT_NAME ?? '',
    actor: process.env.GITHUB_TRIGGERING_ACTOR || actor,
    workspace: process.env.GITHUB_WORKSPACE ?? process.cwd(),
    temp: process.env.RUNNER_TEMP ?? process.cwd(),
  };
}

/**
 * The commit to deploy: the input, or the event's.
 * @throws UserError `invalid-commit`: a tag or branch that looks like a commit is not taken for one
 */
export function readCommit(): string {
  const commit = optional('commit') ?? readStartCommit() ?? '';
  if (/^[0-9a-f]{40}$/.test(commit)) return commit;
  throw new UserError(
    'invalid-commit',
    `${JSON.stringify(commit)} is not a commit.`,
    'Give all 40 hexadecimal digits of the commit, in lower case, in the input commit.',
  );
}

/** Returns the commit that the workflow was started for. */
export function readStartCommit(): string | undefined {
  return process.env.GITHUB_SHA;
}
