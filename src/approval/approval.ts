import { isGitHubError } from '../github/api/errors.ts';
import type { PullRequest, Review } from '../github/pull-request/pull-request.ts';
import { formatTime } from '../time.ts';
import { describeInvolvement, hasSameContent } from './authorship.ts';
import type { ApprovalContext, ApprovalDecision } from './decision.ts';
import { NAME_APPROVERS, neededFor } from './rules.ts';

/**
 * Returns whether owners approved the last commit of a pull request: an owner of each changed file, who wrote none of its
 * commits, and with no change request of an owner left open.
 */
export async function evaluateApproval(pullRequest: PullRequest, context: ApprovalContext): Promise<ApprovalDecision> {
  const { reviews, unread, files } = pullRequest;
  if (unread.length > 0)
    return reject(`it has more ${unread.join(' and ')} than GitHub lists, so it cannot be checked`);
  const needed = neededFor(context.rules, files);
  if ('unowned' in needed) return rejectUnowned(needed.unowned);
  const weighed = new Map<Review, string | undefined>();
  for (const review of reviews.filter(({ state }) => state === 'APPROVED'))
    weighed.set(review, await rejectionReason(review, pullRequest, context));
  const used = new Set<Review>();
  for (const owners of needed.sets) {
    const isOwner = (review: Review) =>
      context.isOwner(review.author, owners, () => context.actedFor(pullRequest, review));
    const objector = await find(reviews, async (review) => review.state === 'CHANGES_REQUESTED' && isOwner(review));
    if (objector !== undefined) return reject(`@${objector.author} requested changes and has not approved since`);
    const sound = [...weighed].flatMap(([review, flaw]) => (flaw === undefined ? [review] : []));
    const approval = await findReadable(sound, isOwner);
    if (approval === undefined) return reject(describeMissingApproval(pullRequest, owners, weighed));
    used.add(approval);
  }
  return { approved: true, reviews: [...used] };
}

function rejectUnowned(file: string): ApprovalDecision {
  return {
    approved: false,
    reason: `${file} has no owner in CODEOWNERS who could approve it`,
    remedy: NAME_APPROVERS,
  };
}

function reject(reason: string): ApprovalDecision {
  return { approved: false, reason };
}

/** Returns why an approval does not count for any owner; `undefined` if it may count. */
async function rejectionReason(
  review: Review,
  pullRequest: PullRequest,
  context: ApprovalContext,
): Promise<string | undefined> {
  const { author, isBot, commit, submittedAt } = review;
  const { head, baseChangedAt, baseWasForcePushed } = pullRequest;
  const flaw = isBot ? 'is a bot' : await describeInvolvement(pullRequest, author, context.isCleanMerge);
  if (flaw !== undefined) return `the approval by @${author}, who ${flaw}, does not count`;
  if (baseChangedAt !== undefined && submittedAt <= baseChangedAt)
    return `@${author} approved it before its base branch ${baseWasForcePushed ? 'was force-pushed' : 'changed'}, at ${formatTime(baseChangedAt)}`;
  if (commit === head) return undefined;
  const same =
    context.allowStale && commit !== undefined && (await hasSameContent(pullRequest, commit, context.isCleanMerge));
  return same ? undefined : `@${author} approved an earlier head, ${commit?.slice(0, 7) ?? 'now gone'}`;
}

function describeMissingApproval(
  { head }: PullRequest,
  owners: readonly string[],
  weighed: ReadonlyMap<Review, string | undefined>,
): string {
  const asked = `an approval by ${owners.join(' or ')} on its last commit ${head.slice(0, 7)} is missing`;
  const given = [...weighed].map(([{ author }, flaw]) => flaw ?? `@${author} is not one of them`);
  return [asked, ...given].join('; ');
}

/** Finds a review by an owner. An unreadable team fails the check only if no other reviewer qualifies. */
async function findReadable(
  reviews: readonly Review[],
  isOwner: (review: Review) => Promise<boolean>,
): Promise<Review | undefined> {
  let unreadable: unknown;
  const found = await find(reviews, (review) =>
    isOwner(review).catch((error: unknown) => {
      if (!isGitHubError(error, 'team-unreadable')) throw error;
      unreadable = error;
      return false;
    }),
  );
  if (found === undefined && unreadable !== undefined) throw unreadable;
  return found;
}

async function find<T>(items: readonly T[], test: (item: T) => Promise<boolean>): Promise<T | undefined> {
  for (const item of items) {
    if (await test(item)) return item;
  }
  return undefined;
}
