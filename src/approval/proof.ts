import type { PullRequest, Review } from '../github/pull-request/pull-request.ts';
import type { BreakGlass } from './request.ts';
import type { RulesOrigin } from './rules.ts';

export interface ProvedPullRequest extends PullRequest {
  readonly approvals: readonly Review[];
}

/** Who approved the deployed commits, as checked at deploy time. */
export interface Proof {
  readonly commit: string;
  readonly pullRequests: readonly ProvedPullRequest[];
  /** Commits that came in without an approval, and that one of the pull requests approves afterwards. */
  readonly approvedAfterwards: readonly string[];
  /** The rules that decided; absent if nothing had to be approved. */
  readonly rules?: RulesOrigin;
  /** What the proof leaves out, because no deployed version before the commit is known. */
  readonly notProved?: string;
  /** Commits that pass without an approval. */
  readonly brokenGlass?: BrokenGlass;
}

/** Commits that were deployed without an approval, with the reason and the user who decided it. */
export interface BrokenGlass extends BreakGlass {
  readonly commits: readonly { readonly oid: string; readonly headline: string; readonly author: string }[];
}

/** The parts of a signed approval that say what it is not for. */
export interface ApprovalLimits {
  readonly breakGlass?: object;
  readonly notProved?: string;
}

/** Returns whether a signed approval is for all that was new in its image. */
export function isWholeApproval({ breakGlass, notProved }: ApprovalLimits): boolean {
  return breakGlass === undefined && notProved === undefined;
}

/** Returns the proof for a deployment that needs none, or whose proof is in an earlier GitOps commit. */
export function emptyProof(commit: string): Proof {
  return { commit, pullRequests: [], approvedAfterwards: [] };
}

/** Formats the proof for the output `proof`. */
export function formatProof({ commit, pullRequests, approvedAfterwards, notProved, brokenGlass }: Proof): string {
  return JSON.stringify({
    commit,
    pullRequests: pullRequests.map(({ number, url, head, approvals }) => ({
      number,
      url,
      head,
      approvals: approvals.map(({ author: approver, id: review, submittedAt: at }) => ({ approver, review, at })),
    })),
    ...(approvedAfterwards.length === 0 ? {} : { approvedAfterwards }),
    ...(notProved === undefined ? {} : { notProved }),
    ...(brokenGlass === undefined
      ? {}
      : { breakGlass: { ...brokenGlass, commits: brokenGlass.commits.map(({ oid }) => oid) } }),
  });
}
