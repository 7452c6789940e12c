import type { GitHubReader } from '../api/client.ts';
import { splitRepository } from '../repository/split-repository.ts';

/** A merged pull request. */
export interface Merged {
  readonly number: number;
  readonly title: string;
  readonly url: string;
  /** RFC 3339. */
  readonly mergedAt: string;
  /** Branch that it was merged into. */
  readonly base: string;
}

interface MergedResponse {
  readonly repository: {
    readonly pullRequests: {
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
      readonly nodes: readonly (Omit<Merged, 'mergedAt' | 'base'> & {
        readonly mergedAt: string | null;
        readonly baseRefName: string;
      })[];
    };
  };
}

const READ = /* GraphQL */ `
  query ReadMerged($owner: String!, $name: String!, $after: String) {
    repository(owner: $owner, name: $name) {
      pullRequests(first: 100, after: $after, states: MERGED, orderBy: { field: CREATED_AT, direction: DESC }) {
        pageInfo { hasNextPage endCursor }
        nodes { number title url mergedAt baseRefName }
      }
    }
  }
`;

const MAX_PAGES = 100;

/**
 * Reads the merged pull requests, by number, from the newest down to `lowest`, 100 per call. It lists them, because a
 * query by number fails as a whole if one of them does not exist.
 * @throws GitHubError `permission` without “Pull requests: read”
 */
export async function readMerged(
  github: GitHubReader,
  repository: string,
  lowest: number,
): Promise<ReadonlyMap<number, Merged>> {
  const { owner, name } = splitRepository(repository);
  const merged = new Map<number, Merged>();
  let after: string | null = null;
  for (let read = 0; read < MAX_PAGES; read += 1) {
    const answer: MergedResponse = await github.query<MergedResponse>(READ, { owner, name, after });
    const { nodes, pageInfo } = answer.repository.pullRequests;
    for (const { number, title, url, mergedAt, baseRefName: base } of nodes) {
      if (mergedAt !== null) merged.set(number, { number, title, url, mergedAt, base });
    }
    if (!pageInfo.hasNextPage || (nodes.at(-1)?.number ?? 0) <= lowest) break;
    after = pageInfo.endCursor;
  }
  return merged;
}
