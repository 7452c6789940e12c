import type { GitHubReader } from '../api/client.ts';
import { readRenamedFrom } from '../repository/commit.ts';
import { splitRepository } from '../repository/split-repository.ts';
import { isOwnCommit, type SignedCommit } from './own-commit.ts';
import type { FileRevision, ValuesFileLocation } from './values-file.ts';

/** A commit that touched a file, and whether the owner of this token made it through GitHub's API. */
export interface SignedRevision extends FileRevision {
  readonly isOwn: boolean;
  /** RFC 3339. */
  readonly committedDate: string;
}

interface HistoryNode extends FileRevision, SignedCommit {
  readonly committedDate: string;
}

interface History {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly HistoryNode[];
}

interface FileHistoryResponse {
  readonly viewer: { readonly login: string };
  readonly repository: { readonly object: { readonly history?: History } | null };
}

const READ_HISTORY = /* GraphQL */ `
  query ReadFileHistory($owner: String!, $name: String!, $head: GitObjectID!, $path: String!, $after: String) {
    viewer { login }
    repository(owner: $owner, name: $name) {
      object(oid: $head) {
        ... on Commit {
          history(first: 100, path: $path, after: $after) {
            pageInfo { hasNextPage endCursor }
            nodes { oid url message committedDate author { user { login } } signature { isValid wasSignedByGitHub } }
          }
        }
      }
    }
  }
`;

/** At most 1,000 commits: three years with one deployment a day. */
const MAX_PAGES = 10;

/** Renames of a file that are followed. */
const MAX_RENAMES = 5;

/**
 * Reads the commits of a head that touched a file, newest first, page by page. Follows the file through renames, which
 * GitHub's history of a path does not.
 */
export async function* readFileHistory(
  github: GitHubReader,
  { repository, path }: ValuesFileLocation,
  head: string,
): AsyncGenerator<SignedRevision> {
  let [from, name] = [head, path];
  for (let renames = 0; renames <= MAX_RENAMES; renames += 1) {
    let oldest: string | undefined;
    for await (const revision of readOnePath(github, repository, name, from)) {
      oldest = revision.oid;
      // The commit that renamed the file touched both paths.
      if (renames === 0 || oldest !== from) yield revision;
    }
    const before = oldest === undefined ? undefined : await readRenamedFrom(github, repository, oldest, name);
    if (oldest === undefined || before === undefined) return;
    [from, name] = [oldest, before];
  }
}

async function* readOnePath(
  github: GitHubReader,
  repository: string,
  path: string,
  head: string,
): AsyncGenerator<SignedRevision> {
  const { owner, name } = splitRepository(repository);
  let after: string | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const variables = { owner, name, head, path, after };
    const answer: FileHistoryResponse = await github.query<FileHistoryResponse>(READ_HISTORY, variables);
    const history = answer.repository.object?.history;
    for (const { author, signature, ...revision } of history?.nodes ?? []) {
      yield { ...revision, isOwn: isOwnCommit({ author, signature }, answer.viewer.login) };
    }
    if (history?.pageInfo.hasNextPage !== true) return;
    after = history.pageInfo.endCursor;
  }
}
