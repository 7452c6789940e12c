import type { GitHubReader } from '../api/client.ts';
import { GitHubError } from '../api/errors.ts';
import { splitRepository } from './split-repository.ts';

/** More large files per query would come near GraphQL's limits. */
const FILES_PER_QUERY = 50;

export interface FileList {
  readonly paths: readonly string[];
  /** The repository has more files than GitHub lists. */
  readonly truncated: boolean;
}

interface Tree {
  readonly truncated: boolean;
  readonly tree: readonly { readonly path: string; readonly type: string }[];
}

interface Blob {
  readonly text: string | null;
  readonly isTruncated: boolean;
}

/** Lists the files of a commit; https://docs.github.com/rest/git/trees#get-a-tree */
export async function listFiles(github: GitHubReader, repository: string, commit: string): Promise<FileList> {
  const { owner, name: repo } = splitRepository(repository);
  const parameters = { owner, repo, tree_sha: commit, recursive: '1' };
  const { tree, truncated } = await github.get<Tree>('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', parameters);
  return { paths: tree.filter(({ type }) => type === 'blob').map(({ path }) => path), truncated };
}

/**
 * Reads the texts of some files of a commit, by path; leaves out missing files.
 * @throws GitHubError `file-unreadable` for a file that is not text, or too large for GitHub to return completely
 */
export async function readTexts(
  github: GitHubReader,
  repository: string,
  commit: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const blobs = await readBlobs(github, repository, commit, paths);
  return new Map([...blobs].map(([path, blob]) => [path, wholeText(path, blob)]));
}

/** Reads texts as `readTexts` does, but leaves out files that GitHub does not return completely. */
export async function readWholeTexts(
  github: GitHubReader,
  repository: string,
  commit: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const blobs = await readBlobs(github, repository, commit, paths);
  return new Map([...blobs].flatMap(([path, blob]) => (isWhole(blob) ? [[path, blob.text]] : [])));
}

async function readBlobs(
  github: GitHubReader,
  repository: string,
  commit: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Blob>> {
  const found = new Map<string, Blob>();
  for (let from = 0; from < paths.length; from += FILES_PER_QUERY) {
    const some = paths.slice(from, from + FILES_PER_QUERY);
    const blobs = await queryBlobs(github, repository, commit, some);
    for (const [index, path] of some.entries()) {
      const blob = blobs[`file${index}`];
      if (blob !== null && blob !== undefined) found.set(path, blob);
    }
  }
  return found;
}

async function queryBlobs(
  github: GitHubReader,
  repository: string,
  commit: string,
  paths: readonly string[],
): Promise<Readonly<Record<string, Blob | null>>> {
  const { owner, name } = splitRepository(repository);
  const declared = paths.map((_, index) => `$file${index}: String!`);
  const files = paths.map(
    (_, index) => `file${index}: object(expression: $file${index}) { ... on Blob { text isTruncated } }`,
  );
  const document = /* GraphQL */ `
    query ReadTexts($owner: String!, $name: String!, ${declared.join(', ')}) {
      repository(owner: $owner, name: $name) { ${files.join(' ')} }
    }
  `;
  const expressions = Object.fromEntries(paths.map((path, index) => [`file${index}`, `${commit}:${path}`]));
  const answer = await github.query<{ repository: Readonly<Record<string, Blob | null>> }>(document, {
    owner,
    name,
    ...expressions,
  });
  return answer.repository;
}

function isWhole(blob: Blob): blob is Blob & { readonly text: string } {
  return typeof blob.text === 'string' && !blob.isTruncated;
}

function wholeText(path: string, blob: Blob): string {
  if (isWhole(blob)) return blob.text;
  throw new GitHubError('file-unreadable', `GitHub does not return the whole text of ${path}.`, { path });
}
