import { mayOwn, readCodeOwners } from './code-owners.ts';
import type { PullRequest } from './pull-request.ts';
import type { Repository } from './repository.ts';
import { opinionsOf, type Review } from './review.ts';
import { isInForce, rulesOf } from './ruleset.ts';

/**
 * Returns why the rules of the base do not let a user merge a pull request; `undefined` if they do. A review of an earlier
 * head counts as dismissed if the rules dismiss reviews on push.
 * https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets#require-a-pull-request-before-merging
 */
export async function mergeRejectionReason(pullRequest: PullRequest, by: string): Promise<string | undefined> {
  const { repository, base, author } = pullRequest;
  const { dismiss, codeOwners, lastPush, count } = demands(repository, base, by);
  const head = await pullRequest.head();
  const opinions = opinionsOf(pullRequest).filter(({ author: reviewer }) => mayWrite(repository, reviewer.login));
  if (opinions.some(({ state }) => state === 'CHANGES_REQUESTED')) return 'Changes have been requested.';
  const approvals = opinions.filter(
    (review) =>
      review.state === 'APPROVED' && review.author.login !== author.login && (!dismiss || review.commit === head),
  );
  if (approvals.length < count) return `At least ${count} approving review is required by reviewers with write access.`;
  const pusher = repository.activities.find(({ ref }) => ref === repository.ref(pullRequest.headBranch))?.actor.login;
  if (lastPush && approvals.every((review) => review.author.login === pusher))
    return 'New changes require approval from someone other than the last pusher.';
  if (codeOwners && !(await areOwnersContent(pullRequest, approvals))) return 'Waiting on code owner review.';
  return undefined;
}

function demands(repository: Repository, base: string, by: string) {
  const rules = repository.rulesets
    .filter((ruleset) => isInForce(ruleset, base, repository.defaultBranch) && !ruleset.bypass?.includes(by))
    .flatMap(rulesOf)
    .filter(({ type }) => type === 'pull_request');
  const any = (name: string) => rules.some(({ parameters }) => parameters?.[name] === true);
  const counts = rules.map(({ parameters }) => Number(parameters?.required_approving_review_count ?? 0));
  return {
    dismiss: any('dismiss_stale_reviews_on_push'),
    codeOwners: any('require_code_owner_review'),
    lastPush: any('require_last_push_approval'),
    count: Math.max(0, ...counts),
  };
}

async function areOwnersContent(pullRequest: PullRequest, approvals: readonly Review[]): Promise<boolean> {
  const { repository, base } = pullRequest;
  const paths = (await pullRequest.files()).flatMap(({ path, oldPath }) =>
    oldPath === undefined ? [path] : [path, oldPath],
  );
  const owned = (await readCodeOwners(repository, base, paths)).filter((owners) => owners.length > 0);
  return owned.every((owners) =>
    approvals.some(({ author }) => owners.some((owner) => isOwner(repository, author.login, owner))),
  );
}

function isOwner({ state }: Repository, login: string, owner: string): boolean {
  const name = owner.replace(/^@/, '').toLowerCase();
  const members = state.teams.get(name)?.members ?? [];
  return (
    name === login.toLowerCase() ||
    members.some((member) => member.login.toLowerCase() === login.toLowerCase() && member.state !== 'pending')
  );
}

function mayWrite(repository: Repository, login: string): boolean {
  if (mayOwn(repository, login)) return true;
  return [...repository.teams.keys()].some((team) => mayOwn(repository, team) && isOwner(repository, login, team));
}
