import type { GitHub } from '../api/client.ts';
import { splitRepository } from '../repository/split-repository.ts';

/** Tells our deployments from those that GitHub makes for each job with an environment. */
export const TASK = 'flux-airflow';
/** What a success says where nobody looked whether it runs. */
export const UNSEEN = 'committed; whether it runs was not checked';
/** The same of a rerun. */
export const UNSEEN_AGAIN = 'it is deployed already';
/** So many are looked through, GitHub's own of the environment among them: older ones were made inactive long ago. */
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
  /** `stands`: it succeeded, and nothing took its place; `ended`: it failed, or something did. */
  readonly state: 'running' | 'stands' | 'ended';
}

export interface DeploymentStatus {
  readonly state: 'in_progress' | 'success' | 'failure' | 'error' | 'inactive';
  readonly description: string;
  readonly logUrl: string;
  /** Where what is deployed can be seen. */
  readonly environmentUrl?: string;
}

/** Our last deployments to an environment, newest first. */
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
  if (state === 'SUCCESS') return 'stands';
  return state === 'INACTIVE' || state === 'FAILURE' || state === 'ERROR' ? 'ended' : 'running';
}

/**
 * Begins a deployment of a commit, and gives its number. Checks of the commit are not asked for, for this very job is one
 * of them. https://docs.github.com/rest/deployments/deployments#create-a-deployment
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
 * Tells how a deployment goes; https://docs.github.com/rest/deployments/statuses#create-a-deployment-status
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
    // GitHub leaves those of production environments alone.
    auto_inactive: false,
  });
}
