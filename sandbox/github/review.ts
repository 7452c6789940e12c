import type { PullRequest } from './pull-request.ts';
import { isInForce, rulesOf } from './ruleset.ts';
import type { User } from './state.ts';

export type ReviewState = 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';

export interface Review {
  readonly id: number;
  readonly author: User;
  readonly submittedAt: Date;
  readonly commit: string;
  readonly body: string;
  /** Teams on whose behalf it was made, as `org/slug`. */
  readonly onBehalfOf: readonly string[];
  state: ReviewState;
}

/** Returns the latest review of each author, without comments. */
export function opinionsOf({ reviews }: PullRequest): Review[] {
  const latest = new Map(
    reviews.filter(({ state }) => state !== 'COMMENTED').map((review) => [review.author.login, review]),
  );
  return [...latest.values()];
}

/** Returns the review decision by the rules of the base; `null` if they require no reviews. */
export function decide(pullRequest: PullRequest): 'APPROVED' | 'CHANGES_REQUESTED' | 'REVIEW_REQUIRED' | null {
  const { repository, base } = pullRequest;
  const rules = repository.rulesets.filter((ruleset) => isInForce(ruleset, base, repository.defaultBranch));
  if (!rules.flatMap(rulesOf).some(({ type }) => type === 'pull_request')) return null;
  const states = opinionsOf(pullRequest).map(({ state }) => state);
  if (states.includes('CHANGES_REQUESTED')) return 'CHANGES_REQUESTED';
  return states.includes('APPROVED') ? 'APPROVED' : 'REVIEW_REQUIRED';
}
