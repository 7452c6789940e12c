import type { GitHub } from './client.ts';
import { compareCommits } from './compare.ts';
import { readPages } from './pages.ts';

interface Change {
  readonly filename: string;
  readonly previous_filename?: string;
  readonly sha: string | null;
  readonly status: string;
}

interface Changes {
  readonly files?: readonly Change[];
}

/** GitHub lists so many files of a comparison, and no more. */
const MAX_COMPARED_FILES = 300;

/** The paths that a commit changes against its first parent; https://docs.github.com/rest/commits/commits#get-a-commit */
export async function readChangedPaths(github: GitHub, repository: string, ref: string): Promise<string[]> {
  const [owner, repo] = repository.split('/');
  const route = 'GET /repos/{owner}/{repo}/commits/{ref}';
  const files = await readPages(github, route, { owner, repo, ref }, ({ files = [] }: Changes) => files);
  return files.flatMap(({ filename, previous_filename: before }) => [
    filename,
    ...(before === undefined ? [] : [before]),
  ]);
}

/**
 * Whether a merge commit brings exactly what its second parent changed since both sides parted: nothing of its own, and
 * no file that both sides changed.
 */
export async function isCleanMerge(
  github: GitHub,
  repository: string,
  { oid, parents }: { readonly oid: string; readonly parents: readonly string[] },
): Promise<boolean> {
  const [first, second] = parents;
  if (first === undefined || second === undefined || parents.length > 2) return false;
  const [merged, brought] = await Promise.all([
    readDifference(github, repository, first, second),
    readDifference(github, repository, first, oid),
  ]);
  return merged !== undefined && merged === brought;
}

/** The files that `head` changed since its common ancestor with `base`, as one text; `undefined` when they are too many. */
async function readDifference(
  github: GitHub,
  repository: string,
  base: string,
  head: string,
): Promise<string | undefined> {
  const { status, files } = await compareCommits(github, repository, base, head);
  if (status === 'unknown' || files.length >= MAX_COMPARED_FILES) return undefined;
  return JSON.stringify(files.map(({ filename, sha, status }) => [filename, sha, status]).sort());
}
