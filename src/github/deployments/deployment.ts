import type { GitHub } from '../api/client.ts';
import { splitRepository } from '../repository/split-repository.ts';

/** Distinguishes our deployments from those that GitHub creates for each job with an environment. */
export const TASK = 'flux-airflow';
/** The description of a success whose rollout was not watched. */
export const UNSEEN = 'committed; whether it runs was not checked';
/** The same for a rerun. */
export const UNSEEN_AGAIN = 'it is deployed already';
/** The description of a deployment that had nothing to change. */
export const SAME_CONTENT = 'already running with the same content';
/** The number of deployments to read, including GitHub's own; older ones are inactive. */
const SEEN = 50;
/** Characters. */
const MAX_DESCRIPTION = 140;

const READ = /* GraphQL */ `
  query ReadDeployments($owner: String!, $name: String!, $environments: [String!], $first: Int!) {
    repository(owner: $owner, name: $name) {
      deployments(environments: $environments, first: $first, orderBy: { field: CREATED_AT, direction: DESC }) {
        nodes { databaseId commitOid task latestStatus { state } }
      }
    }
  }
`;

interface Node {
  readonly databaseId: number;
  readonly commitOid: string;
  readonly task: string;
  readonly latestStatus: { readonly state: string } | null;
}

export interface Deployment {
  readonly id: number;
  readonly commit: string;
  /** `current`: it succeeded and was not replaced; `ended`: it failed or was replaced. */
  readonly state: 'running' | 'current' | 'ended';
}

export interface DeploymentStatus {
  readonly state: 'in_progress' | 'success' | 'failure' | 'error' | 'inactive';
  readonly description: string;
  readonly logUrl: string;
  /** The URL of the deployed application. */
  readonly environmentUrl?: string;
}

/** Reads our last deployments to an environment, newest first. */
export async function readDeployments(github: GitHub, repository: string, environment: string): Promise<Deployment[]> {
  const { owner, name } = splitRepository(repository);
  const answer = await github.query<{ repository: { deployments: { nodes: readonly Node[] } } }>(READ, {
    owner,
    name,
    environments: [environment],
    first: SEEN,
  });
  const own = answer.repository.deployments.nodes.filter(({ task }) => task === TASK);
  return own.map(({ databaseId: id, commitOid: commit, latestStatus }) => ({
    id,
    commit,
    state: stateOf(latestStatus?.state),
  }));
}

function stateOf(state: string | undefined): Deployment['state'] {
  if (state === 'SUCCESS') return 'current';
  return state === 'INACTIVE' || state === 'FAILURE' || state === 'ERROR' ? 'ended' : 'running';
}

/**
 * Creates a deployment of a commit and returns its id. It requires no checks, because this job is one of them.
 * https://docs.github.com/rest/deployments/deployments#create-a-deployment
 * @throws GitHubError `permission` without “Deployments: write”
 */
export async function createDeployment(
  github: GitHub,
  repository: string,
  wanted: { readonly commit: string; readonly environment: string; readonly description: string },
): Promise<number> {
  const { owner, name: repo } = splitRepository(repository);
  const { commit, environment, description } = wanted;
  const { id } = await github.write<{ id: number }>('POST /repos/{owner}/{repo}/deployments', {
    owner,
    repo,
    ref: commit,
    task: TASK,
    environment,
    description: description.slice(0, MAX_DESCRIPTION),
    auto_merge: false,
    required_contexts: [],
  });
  return id;
}

/**
 * Sets the status of a deployment; https://docs.github.com/rest/deployments/statuses#create-a-deployment-status
 * @throws GitHubError `permission` without “Deployments: write”
 */
export async function setDeploymentStatus(
  github: GitHub,
  repository: string,
  id: number,
  { state, description, logUrl, environmentUrl }: DeploymentStatus,
): Promise<void> {
  const { owner, name: repo } = splitRepository(repository);
  await github.write('POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', {
    owner,
    repo,
    deployment_id: id,
    state,
    description: description.slice(0, MAX_DESCRIPTION),
    log_url: logUrl,
    ...(environmentUrl === undefined ? {} : { environment_url: environmentUrl }),
    // GitHub never deactivates deployments of production environments by itself.
    auto_inactive: false,
  });
}
