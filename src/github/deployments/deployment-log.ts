import type { GitHub } from '../api/client.ts';
import { splitRepository } from '../repository/split-repository.ts';
import { TASK } from './deployment.ts';

/** One of our deployments with all that was told of it. */
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
  /** The page of the run that told it. */
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
 * Our deployments of a repository since a time (RFC 3339), newest first; 100 in a call, 10,000 at most. Only of environments
 * that the last hundred of ours went to, for every job with an environment leaves a deployment in its own.
 * @throws GitHubError `permission` without “Deployments: read”
 */
export async function readDeploymentLog(
  github: GitHub,
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

/** https://docs.github.com/rest/deployments/deployments#list-deployments */
async function readEnvironments(github: GitHub, repository: string): Promise<string[]> {
  const { owner, name: repo } = splitRepository(repository);
  const wanted = { owner, repo, task: TASK, per_page: 100 };
  const recent = await github.get<{ environment: string }[]>('GET /repos/{owner}/{repo}/deployments', wanted);
  return [...new Set(recent.map(({ environment }) => environment))];
}

function readNode({
  commitOid: commit,
  environment,
  createdAt,
  statuses,
}: DeploymentPage['nodes'][number]): LoggedDeployment {
  const told = (statuses?.nodes ?? []).map((status) => ({
    ...status,
    description: status.description ?? '',
    logUrl: status.logUrl ?? '',
  }));
  const oldestFirst = told.sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
  return { commit, environment: environment ?? '', createdAt, statuses: oldestFirst };
}
