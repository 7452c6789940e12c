interface Payload {
  readonly pull_request: {
    readonly number: number;
    readonly head: { readonly sha: string; readonly repo: { readonly full_name: string } | null };
  };
}

export interface PullRequestEvent {
  readonly number: number;
  /** The head commit; the runner checks out a merge of it. */
  readonly head: string;
}

/**
 * Returns the webhook payload of the event that started the run; empty outside a workflow.
 * `@actions/github` is imported here and not at the top, because it reads the event file on import.
 * https://docs.github.com/actions/reference/workflows-and-actions/variables#default-environment-variables
 */
export async function readPayload<Payload extends object>(): Promise<Partial<Payload>> {
  const { context } = await import('@actions/github');
  return context.payload as Partial<Payload>;
}

/**
 * Returns the pull request that started the run; `undefined` for other events and for forks, whose token is read-only.
 * https://docs.github.com/webhooks/webhook-events-and-payloads#pull_request
 */
export async function readPullRequest(repository: string): Promise<PullRequestEvent | undefined> {
  const { pull_request: pullRequest } = await readPayload<Payload>();
  if (pullRequest?.head.repo?.full_name !== repository) return undefined;
  return { number: pullRequest.number, head: pullRequest.head.sha };
}
