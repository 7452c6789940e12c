import type { PullRequest, Review } from '../github/pull-request/pull-request.ts';
import type { BreakGlass } from './request.ts';

export interface ProvedPullRequest extends PullRequest {
  readonly approvals: readonly Review[];
}

/** Who approved what is deployed, as it is checked at deploy time. */
export interface Proof {
  readonly commit: string;
  readonly pullRequests: readonly ProvedPullRequest[];
  /** Commits that came in unproved, and that one of the pull requests vouches for. */
  readonly vouched: readonly string[];
  /** Commits that were let pass without proof. */
  readonly brokenGlass?: BrokenGlass;
}

/** What was deployed without proof, and on whose word. */
export interface BrokenGlass extends BreakGlass {
  readonly commits: readonly { readonly oid: string; readonly headline: string; readonly author: string }[];
}

/** Where there is nothing to prove, or the proof stands elsewhere. */
export function emptyProof(commit: string): Proof {
  return { commit, pullRequests: [], vouched: [] };
}

/** The proof as the output `proof` gives it. */
export function formatProof({ commit, pullRequests, vouched, brokenGlass }: Proof): string {
  return JSON.stringify({
    commit,
    pullRequests: pullRequests.map(({ number, url, head, approvals }) => ({
      number,
      url,
      head,
      approvals: approvals.map(({ author: approver, id: review, submittedAt: at }) => ({ approver, review, at })),
    })),
    ...(vouched.length === 0 ? {} : { vouched }),
    ...(brokenGlass === undefined
      ? {}
      : { breakGlass: { ...brokenGlass, commits: brokenGlass.commits.map(({ oid }) => oid) } }),
  });
}
