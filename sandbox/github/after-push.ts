import type { ActivityType } from './activity.ts';
import { NO_COMMIT } from './objects.ts';
import type { PullRequest } from './pull-request.ts';
import type { Repository } from './repository.ts';
import type { User } from './state.ts';

/**
 * Does what GitHub does after a push: adds a log entry, notes a force push in the open pull requests with this base, and
 * marks pull requests as merged if their head is now in their base.
 */
export async function afterPush(
  repository: Repository,
  ref: string,
  before: string,
  after: string,
  user: User,
): Promise<void> {
  const kind = await kindOf(repository, before, after);
  repository.record(ref, before, after, user, kind);
  if (after === NO_COMMIT) return;
  if (kind === 'force_push')
    for (const { baseChanges } of openWithBase(repository, ref))
      baseChanges.push({ at: new Date(), event: 'BaseRefForcePushedEvent' });
  await mergeIndirectly(repository, ref, before, after, user);
}

/**
 * Marks pull requests as merged whose head came into their base by a push, or by the merge of another pull request. GitHub
 * does not say which commits it then links to them: at the worst all of that move.
 */
export async function mergeIndirectly(
  repository: Repository,
  ref: string,
  before: string,
  after: string,
  user: User,
): Promise<void> {
  for (const pullRequest of openWithBase(repository, ref)) {
    const head = await pullRequest.head().catch(() => NO_COMMIT);
    if (await repository.isAncestor(head, after)) await pullRequest.mergeByPush(before, after, user);
  }
}

function openWithBase(repository: Repository, ref: string): readonly PullRequest[] {
  return repository.pullRequests.filter(({ isOpen, base }) => isOpen && repository.ref(base) === ref);
}

async function kindOf(repository: Repository, before: string, after: string): Promise<ActivityType> {
  if (before === NO_COMMIT) return 'branch_creation';
  if (after === NO_COMMIT) return 'branch_deletion';
  return (await repository.isAncestor(before, after)) ? 'push' : 'force_push';
}

/** Closes pull requests that have no commits or no branch after a push. */
export async function closeEmptyPullRequests(repository: Repository): Promise<void> {
  for (const pullRequest of repository.pullRequests.filter(({ isOpen }) => isOpen)) {
    const head = await repository.resolve(repository.ref(pullRequest.headBranch));
    if (head === undefined || (await pullRequest.commits()).length === 0) await pullRequest.close();
  }
}
