import { UserError } from '../errors.ts';
import type { GitHub } from '../github/api/client.ts';
import type { CommitOrigin } from '../github/pull-request/commit-origins.ts';
import { readChangedPaths } from '../github/repository/commit.ts';
import type { ApprovalContext } from './decision.ts';
import type { BrokenGlass } from './proof.ts';
import type { BreakGlass } from './request.ts';
import { neededFor } from './rules.ts';

interface Circumstances {
  readonly github: GitHub;
  readonly repository: string;
  readonly context: ApprovalContext;
}

/**
 * Lets unproved commits pass on the word of somebody who may approve all that they change.
 * @throws UserError `break-glass-denied`
 */
export async function breakGlass(
  { reason, by }: BreakGlass,
  unproved: readonly CommitOrigin[],
  { github, repository, context }: Circumstances,
): Promise<BrokenGlass> {
  const paths = new Set<string>();
  for (const { oid } of unproved) {
    const changed = await readChangedPaths(github, repository, oid);
    if (changed === undefined) throw tooLarge(by, oid);
    for (const path of changed) paths.add(path);
  }
  const needed = neededFor(context.rules, [...paths]);
  if ('unowned' in needed) throw denied(by, `nobody owns ${needed.unowned} in CODEOWNERS`);
  for (const owners of needed.sets) {
    if (!(await context.isOwner(by, owners))) throw denied(by, `@${by} is not one of ${owners.join(', ')}`);
  }
  const commits = unproved.map(({ oid, headline, author }) => ({ oid, headline, author }));
  return { reason, by, commits };
}

function denied(by: string, why: string): UserError {
  return new UserError(
    'break-glass-denied',
    `break-glass is given by @${by}, who may not approve all that the unproved commits change: ${why}.`,
    'Let an approver of these files start the workflow; whoever runs it again counts as the one who started it.',
  );
}

/** Nobody else's word would do either, nor a `Reviewed-Commit`. */
function tooLarge(by: string, oid: string): UserError {
  const commit = oid.slice(0, 7);
  return new UserError(
    'break-glass-denied',
    `break-glass is given by @${by}, and it is not known whether anybody may approve all that ${commit} changes: it changes more files than GitHub lists.`,
    `Let an administrator set the branch back to before ${commit}, and bring its changes by pull requests of fewer than 3,000 files each. Until then what runs goes on, and can be rolled back.`,
  );
}
