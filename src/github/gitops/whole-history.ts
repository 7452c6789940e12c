import type { GitHubReader } from '../api/client.ts';
import { readRenamedFrom } from '../repository/commit.ts';
import { splitRepository } from '../repository/split-repository.ts';

/** A file as one commit left it. */
export interface PastFile {
  readonly oid: string;
  readonly message: string;
  /** `null`: the commit deleted it. `undefined`: GitHub does not return its text. */
  readonly text: string | null | undefined;
}

export interface WholeHistory {
  /** Newest first; at most `MAX_COMMITS`. */
  readonly commits: readonly PastFile[];
  /** Whether the file has more commits. */
  readonly isCut: boolean;
  /** The name that the oldest of the commits gave up for this one. */
  readonly renamedFrom: string | undefined;
}

/** A file that no deployment has written has few commits. */
const MAX_COMMITS = 50;

interface Node {
  readonly oid: string;
  readonly message: string;
  readonly file: { readonly object: { readonly text?: string | null; readonly isTruncated?: boolean } | null } | null;
}

interface HistoryResponse {
  readonly repository: {
    readonly object: {
      readonly history?: { readonly pageInfo: { readonly hasNextPage: boolean }; readonly nodes: readonly Node[] };
    } | null;
  };
}

const READ_PAST_FILES = /* GraphQL */ `
  query ReadPastFiles($owner: String!, $name: String!, $head: GitObjectID!, $path: String!, $first: Int!) {
    repository(owner: $owner, name: $name) {
      object(oid: $head) {
        ... on Commit {
          history(first: $first, path: $path) {
            pageInfo { hasNextPage }
            nodes { oid message file(path: $path) { object { ... on Blob { text isTruncated } } } }
          }
        }
      }
    }
  }
`;

/** Reads all commits of a head that touched a path, with the file as each left it. */
export async function readWholeHistory(
  github: GitHubReader,
  { repository, path }: { readonly repository: string; readonly path: string },
  head: string,
): Promise<WholeHistory> {
  const { owner, name } = splitRepository(repository);
  const variables = { owner, name, head, path, first: MAX_COMMITS };
  const { repository: found } = await github.query<HistoryResponse>(READ_PAST_FILES, variables);
  const { pageInfo, nodes = [] } = found.object?.history ?? {};
  const commits = nodes.map(({ oid, message, file }) => ({ oid, message, text: textOf(file) }));
  const oldest = commits.at(-1)?.oid;
  const renamedFrom = oldest === undefined ? undefined : await readRenamedFrom(github, repository, oldest, path);
  return { commits, isCut: pageInfo?.hasNextPage !== false, renamedFrom };
}

function textOf(file: Node['file']): PastFile['text'] {
  if (file === null) return null;
  return file.object?.isTruncated === false ? (file.object.text ?? undefined) : undefined;
}
