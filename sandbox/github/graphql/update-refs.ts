import type { Caller } from '../access.ts';
import { afterPush, closeEmptyPullRequests } from '../after-push.ts';
import { GitHubApiError, ruleViolation } from '../api-error.ts';
import { git } from '../git.ts';
import { NO_COMMIT } from '../objects.ts';
import type { Repository } from '../repository.ts';

export interface UpdateRefsInput {
  readonly clientMutationId?: string;
  readonly repositoryId: string;
  readonly refUpdates: readonly RefUpdate[];
}

interface RefUpdate {
  readonly name: string;
  readonly afterOid: string;
  readonly beforeOid?: string | null;
  readonly force?: boolean;
}

/** Moves several refs in one git transaction: all of them from the expected commits, or none. */
export async function updateRefs(caller: Caller, input: UpdateRefsInput): Promise<object> {
  const repository = caller.repositoryById(input.repositoryId);
  caller.demand(repository.fullName, 'contents', 'write');
  const updates: (RefUpdate & { readonly before: string })[] = [];
  for (const update of input.refUpdates)
    updates.push({ ...update, before: await checkUpdate(caller, repository, update) });
  const lines = updates.map(
    ({ name, afterOid, beforeOid }) => `update ${name} ${afterOid}${beforeOid ? ` ${beforeOid}` : ''}`,
  );
  await git(repository.directory, ['update-ref', '--stdin'], {
    input: `start\n${lines.join('\n')}\nprepare\ncommit\n`,
  }).catch((error) => {
    throw new GitHubApiError(200, 'UNPROCESSABLE', `Reference update failed: ${error.message}`);
  });
  for (const { name, before, afterOid } of updates) await afterPush(repository, name, before, afterOid, caller.user);
  await closeEmptyPullRequests(repository);
  return { clientMutationId: input.clientMutationId };
}

/** Returns the commit that the ref points to. @throws GitHubApiError if it must not be moved */
async function checkUpdate(
  caller: Caller,
  repository: Repository,
  { name, afterOid, force }: RefUpdate,
): Promise<string> {
  const now = await repository.resolve(name);
  if (now === undefined) return NO_COMMIT;
  const change = afterOid === NO_COMMIT ? 'delete' : force === true ? 'force' : 'update';
  const reason = repository.rejectionReason(name, caller.user, change);
  if (reason !== undefined) throw ruleViolation(200, reason);
  if (change !== 'update') return now;
  await git(repository.directory, ['merge-base', '--is-ancestor', now, afterOid]).catch(() => {
    throw new GitHubApiError(200, 'UNPROCESSABLE', 'Reference update failed: update is not a fast forward');
  });
  return now;
}
