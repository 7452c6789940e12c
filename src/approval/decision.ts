import type { PullRequest, Review } from '../github/pull-request/pull-request.ts';
import type { IsCleanMerge } from './authorship.ts';
import type { IsOwner } from './owners.ts';
import type { Rules } from './rules.ts';

/** The rules and lookups that an approval is checked with. */
export interface ApprovalContext {
  readonly rules: Rules;
  readonly isOwner: IsOwner;
  readonly isCleanMerge: IsCleanMerge;
  /** The teams that a review was given for. */
  readonly actedFor: (pullRequest: PullRequest, review: Review) => Promise<readonly string[]>;
  /** Whether an approval of an earlier head counts when only clean merges of the base came after it. */
  readonly allowStale: boolean;
}

export type ApprovalDecision =
  | { readonly approved: true; readonly reviews: readonly Review[] }
  | { readonly approved: false; readonly reason: string; readonly remedy?: string };

/** The decisions about pull requests, by number. */
export type ApprovalDecisions = ReadonlyMap<number, ApprovalDecision>;
