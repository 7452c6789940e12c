import type { GitHub } from '../api/client.ts';
import { splitRepository } from '../repository/split-repository.ts';
import type { FileRevision, ValuesFileLocation } from './values-file.ts';

/** A commit that touched a file, and whether the owner of this token made it through GitHub's API. */
export interface SignedRevision extends FileRevision {
  readonly isOwn: boolean;
  /** RFC 3339. */
  readonly committedDate: string;
}

interface Person {
  readonly user: { readonly login: string } | null;
}

interface HistoryNode extends FileRevision {
  readonly committedDate: string;
  readonly author: Person | null;
  readonly signature: { readonly isValid: boolean; readonly wasSignedByGitHub: boolean } | null;
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

/**
 * Reads the commits of a head that touched a file, newest first, page by page.
 * GitHub signs commits from its API or website for their author, but never pushed commits:
 * https://docs.github.com/authentication/managing-commit-signature-verification/about-commit-signature-verification
 */
export async function* readFileHistory(
  github: GitHub,
  { repository, path }: ValuesFileLocation,
  head: string,
): AsyncGenerator<SignedRevision> {
  const { owner, name } = splitRepository(repository);
  let after: string | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer: FileHistoryResponse = await github.query<FileHistoryResponse>(READ_HISTORY, {
      owner,
      name,
      head,
      path,
      after,
    });
    const history = answer.repository.object?.history;
    const login = plainLogin(answer.viewer.login);
    for (const { author, signature, ...revision } of history?.nodes ?? []) {
      const isSigned = signature?.isValid === true && signature.wasSignedByGitHub;
      yield { ...revision, isOwn: isSigned && plainLogin(author?.user?.login ?? '') === login };
    }
    if (history?.pageInfo.hasNextPage !== true) return;
    after = history.pageInfo.endCursor;
  }
}

/** Removes the suffix that GitHub uses for the account of an App only in some places. */
function plainLogin(login: string): string {
  return login.toLowerCase().replace(/\[bot\]$/, '');
}
