import type { GitHubReader } from '../api/client.ts';
import { isGitHubError } from '../api/errors.ts';
import { splitRepository } from '../repository/split-repository.ts';

interface ReviewTeamsResponse {
  readonly repository: {
    readonly pullRequest: {
      readonly latestOpinionatedReviews: {
        readonly nodes: readonly {
          readonly fullDatabaseId: string | number;
          /** A team that the token may not see is `null`. */
          readonly onBehalfOf: { readonly nodes: readonly ({ readonly combinedSlug: string } | null)[] } | null;
        }[];
      };
    };
  };
}

const READ_REVIEW_TEAMS = /* GraphQL */ `
  query ReadOnBehalfOf($owner: String!, $name: String!, $number: Int!) {
    repository(owner: $owner, name: $name) {
      pullRequest(number: $number) {
        latestOpinionatedReviews(first: 100) {
          nodes { fullDatabaseId onBehalfOf(first: 20) { nodes { combinedSlug } } }
        }
      }
    }
  }
`;

/**
 * Returns the teams on whose behalf the reviews were given, as review id → `org/slug`; empty if the token may not see
 * them. https://docs.github.com/graphql/reference/objects#pullrequestreview
 */
export async function readReviewTeams(
  github: GitHubReader,
  repository: string,
  number: number,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { owner, name } = splitRepository(repository);
  try {
    const answer = await github.query<ReviewTeamsResponse>(READ_REVIEW_TEAMS, { owner, name, number });
    const { nodes } = answer.repository.pullRequest.latestOpinionatedReviews;
    return new Map(
      nodes.map(({ fullDatabaseId, onBehalfOf }) => [
        String(fullDatabaseId),
        (onBehalfOf?.nodes ?? []).flatMap((team) => team?.combinedSlug ?? []),
      ]),
    );
  } catch (error) {
    if (isGitHubError(error, 'permission', 'not-found')) return new Map();
    throw error;
  }
}
