import type { GitHubReader } from '../api/client.ts';
import { readPages } from '../api/pages.ts';
import { type ComparedFile, compareCommits } from './compare.ts';
import { splitRepository } from './split-repository.ts';

interface Changes {
  readonly files?: readonly ComparedFile[];
}

const PAGE_SIZE = 100;
/** GitHub's limit of files in a comparison. */
const MAX_COMPARED_FILES = 300;
/** GitHub's limit of files in a commit. */
const MAX_COMMIT_FILES = 3_000;

/**
 * Reads the paths that a commit changes against its first parent, including the old paths of renamed files; `undefined` if
 * GitHub may not list all of them.
 * https://docs.github.com/rest/commits/commits#get-a-commit
 */
export async function readChangedPaths(
  github: GitHubReader,
  repository: string,
  ref: string,
): Promise<readonly string[] | undefined> {
  const { owner, name: repo } = splitRepository(repository);
  const route = 'GET /repos/{owner}/{repo}/commits/{ref}';
  const filesOf = ({ files = [] }: Changes) => files;
  // The limit ends the loop if a server ignores the page and sends the same files each time.
  const files = await readPages(github, route, { owner, repo, ref }, filesOf, MAX_COMMIT_FILES);
  if (files.length >= MAX_COMMIT_FILES) return undefined;
  return files.flatMap(({ filename, previous_filename: before }) => [
    filename,
    ...(before === undefined ? [] : [before]),
  ]);
}

/**
 * Returns the path that a file had before a commit renamed it; `undefined` if the commit did not rename it.
 * https://docs.github.com/rest/commits/commits#get-a-commit
 */
export async function readRenamedFrom(
  github: GitHubReader,
  repository: string,
  ref: string,
  path: string,
): Promise<string | undefined> {
  const { owner, name: repo } = splitRepository(repository);
  const route = 'GET /repos/{owner}/{repo}/commits/{ref}';
  const filesOf = ({ files = [] }: Changes) => files;
  // The limit ends the loop if a server ignores the page and sends the same files each time.
  const files = await readPages(github, route, { owner, repo, ref }, filesOf, MAX_COMMIT_FILES);
  return files.find(({ filename }) => filename === path)?.previous_filename;
}

/** More commits between two deployments are not searched. */
const MAX_ANCESTORS = 1_000;

/**
 * Returns the first commit of a list in GitHub's history of another commit, newest first; `undefined` if the newest thousand
 * have none.
 * https://docs.github.com/rest/commits/commits#list-commits
 */
export async function findAncestor(
  github: Pick<GitHubReader, 'get'>,
  repository: string,
  commit: string,
  wanted: ReadonlySet<string>,
): Promise<string | undefined> {
  for (let page = 1; page * PAGE_SIZE <= MAX_ANCESTORS; page += 1) {
    const listed = await listAncestors(github, repository, commit, page);
    const found = listed.find(({ sha }) => wanted.has(sha));
    if (found !== undefined || listed.length < PAGE_SIZE) return found?.sha;
  }
  return undefined;
}

/**
 * Returns a commit and its first parents, the newest first, as far as they are among its hundred newest ancestors.
 * https://docs.github.com/rest/commits/commits#list-commits
 */
export async function listFirstParents(
  github: Pick<GitHubReader, 'get'>,
  repository: string,
  commit: string,
): Promise<readonly string[]> {
  const listed = await listAncestors(github, repository, commit, 1);
  const parents = new Map(listed.map(({ sha, parents: [first] = [] }) => [sha, first?.sha]));
  const line: string[] = [];
  for (let next: string | undefined = commit; next !== undefined && parents.has(next); next = parents.get(next)) {
    line.push(next);
  }
  return line;
}

interface Listed {
  readonly sha: string;
  readonly parents?: readonly { readonly sha: string }[];
}

async function listAncestors(
  github: Pick<GitHubReader, 'get'>,
  repository: string,
  commit: string,
  page: number,
): Promise<readonly Listed[]> {
  const { owner, name: repo } = splitRepository(repository);
  const parameters = { owner, repo, sha: commit, per_page: PAGE_SIZE, page };
  return github.get<Listed[]>('GET /repos/{owner}/{repo}/commits', parameters);
}

/**
 * Returns whether a merge commit contains exactly the changes of its second parent since the common ancestor: no changes of
 * its own, and no file that both sides changed, because the merge could drop the changes of the first parent there. File
 * modes are not checked, because GitHub's comparison has none.
 */
export async function isCleanMerge(
  github: GitHubReader,
  repository: string,
  { oid, parents }: { readonly oid: string; readonly parents: readonly string[] },
): Promise<boolean> {
  const [first, second] = parents;
  if (first === undefined || second === undefined || parents.length > 2) return false;
  const [merged, brought] = await Promise.all([
    readDifference(github, repository, first, second),
    readDifference(github, repository, first, oid),
  ]);
  if (merged === undefined || brought === undefined || toText(merged) !== toText(brought)) return false;
  const own = await readDifference(github, repository, second, first);
  return own !== undefined && !changesSamePath(own, merged);
}

function toText(files: readonly ComparedFile[]): string {
  const fields = files.map(({ filename, previous_filename: before, sha, status }) => [filename, before, sha, status]);
  return JSON.stringify(fields.sort());
}

/** Returns whether two lists of files share a path, new or old. */
function changesSamePath(one: readonly ComparedFile[], other: readonly ComparedFile[]): boolean {
  const pathsOf = ({ filename, previous_filename: before }: ComparedFile) => [filename, before ?? filename];
  const paths = new Set(one.flatMap(pathsOf));
  return other.flatMap(pathsOf).some((path) => paths.has(path));
}

/** Returns the files that `head` changed since its common ancestor with `base`; `undefined` if there are too many. */
async function readDifference(
  github: GitHubReader,
  repository: string,
  base: string,
  head: string,
): Promise<readonly ComparedFile[] | undefined> {
  const { status, files } = await compareCommits(github, repository, base, head);
  return status === 'unknown' || files.length >= MAX_COMPARED_FILES ? undefined : files;
}
