import type { PullRequest, Review } from '../github/pull-request.ts';
import { type OwnerRule, ownersOf } from './codeowners.ts';

/** Whether a login is one of the owners: `@user`, `user` or `@org/team`. */
export type IsOwner = (login: string, owners: readonly string[]) => Promise<boolean>;

/** Who has to approve: these people, whatever changed; or for each changed file its owners. */
export type Approvers = { readonly owners: readonly string[] } | { readonly rules: readonly OwnerRule[] };

export type Judgement =
  | { readonly approved: true; readonly reviews: readonly Review[] }
  | { readonly approved: false; readonly reason: string };

/**
 * Whether a pull request was approved on its final head, for all that it changed, by owners who wrote none of it,
 * with no change request of an owner left open.
 */
export async function judgeApproval(
  pullRequest: PullRequest,
  approvers: Approvers,
  isOwner: IsOwner,
): Promise<Judgement> {
  const { head, reviews, unread } = pullRequest;
  if (unread.length > 0)
    return refuse(`it has more ${unread.join(' and ')} than one query reads, so it cannot be judged`);
  const needed = requiredOwners(pullRequest, approvers);
  if ('unowned' in needed) return refuse(`nobody owns ${needed.unowned} in CODEOWNERS, so nobody can approve it`);
  const final = reviews.filter(
    (review) => review.state === 'APPROVED' && mayApprove(review, pullRequest) && review.commit === head,
  );
  const used = new Set<Review>();
  for (const owners of needed.sets) {
    const objector = await find(
      reviews,
      ({ state, author }) => state === 'CHANGES_REQUESTED' && isOwner(author, owners),
    );
    if (objector !== undefined) return refuse(`@${objector.author} asked for changes and has not approved since`);
    const approval = await find(final, ({ author }) => isOwner(author, owners));
    if (approval === undefined) return refuse(whyNot(pullRequest, owners));
    used.add(approval);
  }
  return { approved: true, reviews: [...used] };
}

function refuse(reason: string): Judgement {
  return { approved: false, reason };
}

function requiredOwners(
  { files }: PullRequest,
  approvers: Approvers,
): { sets: readonly (readonly string[])[] } | { unowned: string } {
  if ('owners' in approvers) return { sets: [approvers.owners] };
  const sets = new Map<string, readonly string[]>();
  for (const path of files) {
    const owners = ownersOf(approvers.rules, path) ?? [];
    if (owners.length === 0) return { unowned: path };
    sets.set(owners.join(' '), owners);
  }
  return { sets: [...sets.values()] };
}

function mayApprove({ author, isBot }: Review, pullRequest: PullRequest): boolean {
  const wrote = [pullRequest.author, ...pullRequest.commitAuthors].some(
    (login) => login?.toLowerCase() === author.toLowerCase(),
  );
  return !isBot && !wrote;
}

function whyNot(pullRequest: PullRequest, owners: readonly string[]): string {
  const approvals = pullRequest.reviews.filter(({ state }) => state === 'APPROVED');
  const asked = `an approval by ${owners.join(' or ')} on its final head ${pullRequest.head.slice(0, 7)} is missing`;
  const heard = approvals.map((review) => {
    if (!mayApprove(review, pullRequest)) return `@${review.author}’s does not count, being an author or a bot`;
    if (review.commit !== pullRequest.head)
      return `@${review.author} approved an earlier head, ${review.commit?.slice(0, 7) ?? 'now gone'}`;
    return `@${review.author} is none of them`;
  });
  return [asked, ...heard].join('; ');
}

async function find<T>(items: readonly T[], test: (item: T) => boolean | Promise<boolean>): Promise<T | undefined> {
  for (const item of items) {
    if (await test(item)) return item;
  }
  return undefined;
}
