import type { PullRequest, Review } from '../github/pull-request.ts';

export interface ProvedPullRequest extends PullRequest {
  readonly approvals: readonly Review[];
}

/** Who approved what is deployed, as it is checked at deploy time. */
export interface Proof {
  readonly commit: string;
  readonly pullRequests: readonly ProvedPullRequest[];
}

/** The proof as the output `proof` gives it. */
export function formatProof({ commit, pullRequests }: Proof): string {
  return JSON.stringify({
    commit,
    pullRequests: pullRequests.map(({ number, url, head, approvals }) => ({
      number,
      url,
      head,
      approvals: approvals.map(({ author: approver, id: review, submittedAt: at }) => ({ approver, review, at })),
    })),
  });
}
