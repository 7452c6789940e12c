import { readPayload } from './event.ts';

interface Payload {
  readonly pull_request: {
    readonly number: number;
    readonly head: { readonly sha: string; readonly repo: { readonly full_name: string } | null };
  };
}

export interface PullRequestEvent {
  readonly number: number;
  /** The commit at its head; what is checked out is a merge of it. */
  readonly head: string;
}

/**
 * The pull request that started the run; `undefined` for any other event, and for one from a fork, whose token may not
 * write.
 * https://docs.github.com/webhooks/webhook-events-and-payloads#pull_request
 */
export async function readPullRequest(repository: string): Promise<PullRequestEvent | undefined> {
  const { pull_request: pullRequest } = await readPayload<Payload>();
  if (pullRequest?.head.repo?.full_name !== repository) return undefined;
  return { number: pullRequest.number, head: pullRequest.head.sha };
}
