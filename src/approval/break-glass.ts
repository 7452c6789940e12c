import { UserError } from '../errors.ts';
import type { GitHubReader } from '../github/api/client.ts';
import type { CommitOrigin } from '../github/pull-request/commit-origins.ts';
import { readChangedPaths } from '../github/repository/commit.ts';
import type { ApprovalContext } from './decision.ts';
import type { BrokenGlass } from './proof.ts';
import type { BreakGlass } from './request.ts';
import { NAME_APPROVERS, neededFor } from './rules.ts';

interface Circumstances {
  readonly github: GitHubReader;
  readonly repository: string;
  readonly context: ApprovalContext;
}

/**
 * Lets unapproved commits pass if the user of break-glass may approve all of their changes.
 * @throws UserError `break-glass-denied`
 */
export async function breakGlass(
  { reason, by }: BreakGlass,
  unapproved: readonly CommitOrigin[],
  { github, repository, context }: Circumstances,
): Promise<BrokenGlass> {
  const paths = new Set<string>();
  for (const { oid } of unapproved) {
    const changed = await readChangedPaths(github, repository, oid);
    if (changed === undefined) throw tooLarge(by, oid);
    for (const path of changed) paths.add(path);
  }
  const needed = neededFor(context.rules, [...paths]);
  if ('unowned' in needed) throw denied(by, `${needed.unowned} has no owner in CODEOWNERS`, NAME_APPROVERS);
  for (const owners of needed.sets) {
    if (!(await context.isOwner(by, owners))) throw denied(by, `@${by} is not one of ${owners.join(', ')}`);
  }
  const commits = unapproved.map(({ oid, headline, author }) => ({ oid, headline, author }));
  return { reason, by, commits };
}

function denied(
  by: string,
  why: string,
  remedy = 'Have an approver of these files start or rerun the workflow.',
): UserError {
  return new UserError(
    'break-glass-denied',
    `@${by} used break-glass, but may not approve all changes of the unapproved commits: ${why}.`,
    remedy,
  );
}

/** Returns the error for a commit of too many files. Another user or a `Reviewed-Commit` would need their list, too. */
function tooLarge(by: string, oid: string): UserError {
  const commit = oid.slice(0, 7);
  return new UserError(
    'break-glass-denied',
    `@${by} used break-glass, but ${commit} changes more files than GitHub lists, so the action cannot check who may approve it.`,
    `Have an administrator reset the branch to before ${commit}, then merge its changes in pull requests of fewer than 3,000 files each. Until then production keeps its version and can be rolled back.`,
  );
}
