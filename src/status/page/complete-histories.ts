import type { GitHubReader } from '../../github/api/client.ts';
import { type Revision, type RevisionsByPath, readRevisionsByPath } from '../../github/gitops/revisions-by-path.ts';
import { readRenamedFrom } from '../../github/repository/commit.ts';
import { readDeployed } from '../../gitops/commit-message.ts';
import { findProposed } from '../../gitops/deployment-history.ts';

/** Renames of a file that are followed. */
const MAX_RENAMES = 5;

/**
 * Adds what GitHub's history of a path does not have: the commits before a rename, and the messages of proposals that were
 * squashed without them. A hold file has no history of its own before a rename.
 */
export async function completeHistories(
  gitops: GitHubReader,
  repository: string,
  histories: RevisionsByPath,
): Promise<RevisionsByPath> {
  const byPath = new Map<string, readonly Revision[]>();
  for (const [path, revisions] of histories.byPath) {
    const isWhole = path.endsWith('.hold') || histories.cut.includes(path);
    const all = isWhole ? revisions : [...revisions, ...(await readBefore(gitops, repository, path, revisions))];
    byPath.set(path, await Promise.all(all.map((revision) => completeMessage(gitops, repository, path, revision))));
  }
  return { ...histories, byPath };
}

/** Returns the commits before the oldest one, if it renamed the file and is not a deployment. */
async function readBefore(
  gitops: GitHubReader,
  repository: string,
  path: string,
  revisions: readonly Revision[],
  renames = 0,
): Promise<readonly Revision[]> {
  const oldest = revisions.at(-1);
  if (oldest === undefined || renames === MAX_RENAMES || readDeployed(oldest.message) !== undefined) return [];
  const before = await readRenamedFrom(gitops, repository, oldest.oid, path);
  if (before === undefined) return [];
  const { byPath } = await readRevisionsByPath(gitops, repository, oldest.oid, [before, `${before}.hold`]);
  const own = (byPath.get(before) ?? []).filter(({ oid }) => oid !== oldest.oid);
  const holds = byPath.get(`${before}.hold`) ?? [];
  return [...own, ...holds, ...(await readBefore(gitops, repository, before, own, renames + 1))];
}

async function completeMessage(
  gitops: GitHubReader,
  repository: string,
  path: string,
  revision: Revision,
): Promise<Revision> {
  const proposed = revision.isSigned ? await findProposed(gitops, { repository, path }, revision) : undefined;
  return proposed === undefined ? revision : { ...revision, message: proposed.message };
}
