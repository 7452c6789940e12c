import type { GitHubReader } from '../api/client.ts';
import { splitRepository } from '../repository/split-repository.ts';

/** A commit that touched one of the files. */
export interface Revision {
  readonly oid: string;
  readonly message: string;
  /** RFC 3339. */
  readonly committedDate: string;
  /** The login of the author, or the name in the commit. */
  readonly author: string;
  /** Whether GitHub itself committed it, through its API or website; a pushed commit can claim any author. */
  readonly isSigned: boolean;
}

export interface RevisionsByPath {
  /** Newest first. */
  readonly byPath: ReadonlyMap<string, readonly Revision[]>;
  /** The paths with older commits that were not read. */
  readonly cut: readonly string[];
}

interface HistoryPage {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly {
    readonly oid: string;
    readonly message: string;
    readonly committedDate: string;
    readonly author: { readonly name: string | null; readonly user: { readonly login: string } | null } | null;
    readonly signature: { readonly isValid: boolean; readonly wasSignedByGitHub: boolean } | null;
  }[];
}

interface WantedHistory {
  readonly path: string;
  readonly after: string | null;
}

/** Each path has up to 100 commits; more would come near GitHub's time limit of ten seconds per query. */
const PATHS_PER_QUERY = 10;
const MAX_REVISIONS = 10_000;

/**
 * Reads the commits of a head that touched each file, several files per query. Stops after 10,000 commits.
 */
export async function readRevisionsByPath(
  github: GitHubReader,
  repository: string,
  head: string,
  paths: readonly string[],
): Promise<RevisionsByPath> {
  const byPath = new Map<string, Revision[]>(paths.map((path) => [path, []]));
  let wanted: WantedHistory[] = paths.map((path) => ({ path, after: null }));
  let count = 0;
  while (wanted.length > 0 && count < MAX_REVISIONS) {
    const next: WantedHistory[] = [];
    for (let from = 0; from < wanted.length; from += PATHS_PER_QUERY) {
      const some = wanted.slice(from, from + PATHS_PER_QUERY);
      const pages = await queryPages(github, repository, head, some);
      for (const [index, { path }] of some.entries()) {
        const page = pages[`file${index}`];
        byPath.get(path)?.push(...(page?.nodes ?? []).map(readRevision));
        count += page?.nodes.length ?? 0;
        if (page?.pageInfo.hasNextPage === true) next.push({ path, after: page.pageInfo.endCursor });
      }
    }
    wanted = next;
  }
  return { byPath, cut: wanted.map(({ path }) => path) };
}

async function queryPages(
  github: GitHubReader,
  repository: string,
  head: string,
  wanted: readonly WantedHistory[],
): Promise<Readonly<Record<string, HistoryPage>>> {
  const { owner, name } = splitRepository(repository);
  const declared = wanted.map((_, index) => `$path${index}: String!, $after${index}: String`);
  const files = wanted.map(
    (_, index) => `file${index}: history(first: 100, path: $path${index}, after: $after${index}) { ...Page }`,
  );
  const document = /* GraphQL */ `
    query ReadHistories($owner: String!, $name: String!, $head: GitObjectID!, ${declared.join(', ')}) {
      repository(owner: $owner, name: $name) { object(oid: $head) { ... on Commit { ${files.join(' ')} } } }
    }
    fragment Page on CommitHistoryConnection {
      pageInfo { hasNextPage endCursor }
      nodes { oid message committedDate author { name user { login } } signature { isValid wasSignedByGitHub } }
    }
  `;
  const asked = wanted.flatMap(({ path, after }, index) => [
    [`path${index}`, path],
    [`after${index}`, after],
  ]);
  const variables = { owner, name, head, ...Object.fromEntries(asked) };
  const answer = await github.query<{ repository: { object: Readonly<Record<string, HistoryPage>> | null } }>(
    document,
    variables,
  );
  return answer.repository.object ?? {};
}

function readRevision({ oid, message, committedDate, author, signature }: HistoryPage['nodes'][number]): Revision {
  return {
    oid,
    message,
    committedDate,
    author: author?.user?.login ?? author?.name ?? 'unknown',
    isSigned: signature?.isValid === true && signature.wasSignedByGitHub,
  };
}
