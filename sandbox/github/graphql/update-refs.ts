import { type Caller, Refusal } from '../access.ts';
import { closeEmptyPullRequests } from '../after-push.ts';
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

/** Several refs in one transaction of git: all move from where they are said to be, or none. */
export async function updateRefs(caller: Caller, input: UpdateRefsInput): Promise<object> {
  const repository = caller.repositoryById(input.repositoryId);
  caller.demand(repository.fullName, 'contents', 'write');
  const lines: string[] = [];
  for (const update of input.refUpdates) {
    await judgeUpdate(caller, repository, update);
    const { name, afterOid, beforeOid } = update;
    lines.push(`update ${name} ${afterOid}${beforeOid ? ` ${beforeOid}` : ''}`);
  }
  await git(repository.directory, ['update-ref', '--stdin'], {
    input: `start\n${lines.join('\n')}\nprepare\ncommit\n`,
  }).catch((error) => {
    throw new Refusal(200, 'UNPROCESSABLE', `Reference update failed: ${error.message}`);
  });
  await closeEmptyPullRequests(repository);
  return { clientMutationId: input.clientMutationId };
}

async function judgeUpdate(
  caller: Caller,
  repository: Repository,
  { name, afterOid, force }: RefUpdate,
): Promise<void> {
  const now = await repository.resolve(name);
  if (now === undefined) return;
  const change = afterOid === NO_COMMIT ? 'delete' : force === true ? 'force' : 'update';
  const refusal = repository.refusal(name, caller.user, change);
  if (refusal !== undefined)
    throw new Refusal(200, 'UNPROCESSABLE', `Repository rule violations found\n\n${refusal}\n\n`);
  if (change !== 'update') return;
  await git(repository.directory, ['merge-base', '--is-ancestor', now, afterOid]).catch(() => {
    throw new Refusal(200, 'UNPROCESSABLE', 'Reference update failed: update is not a fast forward');
  });
}
