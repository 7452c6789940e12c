import type { GitHubReader } from '../api/client.ts';
import { splitRepository } from '../repository/split-repository.ts';
import { TASK } from './deployment.ts';

/** One of our deployments with all its statuses. */
export interface LoggedDeployment {
  readonly commit: string;
  readonly environment: string;
  /** RFC 3339. */
  readonly createdAt: string;
  /** Oldest first. */
  readonly statuses: readonly LoggedStatus[];
}

export interface LoggedStatus {
  /** `SUCCESS`, `FAILURE`, … https://docs.github.com/graphql/reference/enums#deploymentstatusstate */
  readonly state: string;
  readonly description: string;
  /** The page of the run that set it. */
  readonly logUrl: string;
  readonly createdAt: string;
}

interface DeploymentsResponse {
  readonly repository: { readonly deployments: DeploymentPage };
}

interface DeploymentPage {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly {
    readonly commitOid: string;
    readonly environment: string | null;
    readonly task: string | null;
    readonly createdAt: string;
    readonly statuses: {
      readonly nodes: readonly {
        readonly state: string;
        readonly description: string | null;
        readonly logUrl: string | null;
        readonly createdAt: string;
      }[];
    } | null;
  }[];
}

const READ = /* GraphQL */ `
  query ReadDeploymentLog($owner: String!, $name: String!, $environments: [String!], $after: String) {
    repository(owner: $owner, name: $name) {
      deployments(
        environments: $environments, first: 100, after: $after, orderBy: { field: CREATED_AT, direction: DESC }
      ) {
        pageInfo { hasNextPage endCursor }
        nodes {
          commitOid environment task createdAt
          statuses(first: 20) { nodes { state description logUrl createdAt } }
        }
      }
    }
  }
`;

const MAX_PAGES = 100;

/**
 * Reads our deployments of a repository since a time (RFC 3339), newest first; 100 per call, 10,000 at most. Reads only the
 * environments of our last hundred deployments, because every job with an environment creates deployments in it.
 * @throws GitHubError `permission` without “Deployments: read”
 */
export async function readDeploymentLog(
  github: GitHubReader,
  repository: string,
  since: string,
): Promise<LoggedDeployment[]> {
  const { owner, name } = splitRepository(repository);
  const environments = await readEnvironments(github, repository);
  const log: LoggedDeployment[] = [];
  let after: string | null = null;
  if (environments.length === 0) return log;
  for (let read = 0; read < MAX_PAGES; read += 1) {
    const answer: DeploymentsResponse = await github.query<DeploymentsResponse>(READ, {
      owner,
      name,
      environments,
      after,
    });
    const { nodes, pageInfo } = answer.repository.deployments;
    log.push(...nodes.filter(({ task }) => task === TASK).map(readNode));
    if (!pageInfo.hasNextPage || Date.parse(nodes.at(-1)?.createdAt ?? '') < Date.parse(since)) break;
    after = pageInfo.endCursor;
  }
  return log;
}

/** Reads the environments of our last hundred deployments; https://docs.github.com/rest/deployments/deployments#list-deployments */
async function readEnvironments(github: GitHubReader, repository: string): Promise<string[]> {
  const { owner, name: repo } = splitRepository(repository);
  const parameters = { owner, repo, task: TASK, per_page: 100 };
  const recent = await github.get<{ environment: string }[]>('GET /repos/{owner}/{repo}/deployments', parameters);
  return [...new Set(recent.map(({ environment }) => environment))];
}

function readNode({
  commitOid: commit,
  environment,
  createdAt,
  statuses,
}: DeploymentPage['nodes'][number]): LoggedDeployment {
  const logged = (statuses?.nodes ?? []).map((status) => ({
    ...status,
    description: status.description ?? '',
    logUrl: status.logUrl ?? '',
  }));
  const oldestFirst = logged.sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
  return { commit, environment: environment ?? '', createdAt, statuses: oldestFirst };
}
