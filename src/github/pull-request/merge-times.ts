import type { GitHub } from '../api/client.ts';
import { splitRepository } from '../repository/split-repository.ts';

interface MergeTimesResponse {
  readonly repository: {
    readonly pullRequests: {
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
      readonly nodes: readonly { readonly number: number; readonly mergedAt: string | null }[];
    };
  };
}

const READ = /* GraphQL */ `
  query ReadMergeTimes($owner: String!, $name: String!, $after: String) {
    repository(owner: $owner, name: $name) {
      pullRequests(first: 100, after: $after, states: MERGED, orderBy: { field: CREATED_AT, direction: DESC }) {
        pageInfo { hasNextPage endCursor }
        nodes { number mergedAt }
      }
    }
  }
`;

const MAX_PAGES = 100;

/**
 * Reads when pull requests were merged (RFC 3339), by number, from the newest down to `lowest`, 100 per call. It lists them,
 * because a query by number fails as a whole if one of them does not exist.
 * @throws GitHubError `permission` without “Pull requests: read”
 */
export async function readMergeTimes(
  github: GitHub,
  repository: string,
  lowest: number,
): Promise<ReadonlyMap<number, string>> {
  const { owner, name } = splitRepository(repository);
  const times = new Map<number, string>();
  let after: string | null = null;
  for (let read = 0; read < MAX_PAGES; read += 1) {
    const answer: MergeTimesResponse = await github.query<MergeTimesResponse>(READ, { owner, name, after });
    const { nodes, pageInfo } = answer.repository.pullRequests;
    for (const { number, mergedAt } of nodes) if (mergedAt !== null) times.set(number, mergedAt);
    if (!pageInfo.hasNextPage || (nodes.at(-1)?.number ?? 0) <= lowest) break;
    after = pageInfo.endCursor;
  }
  return times;
}
