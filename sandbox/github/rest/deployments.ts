import type { Route } from '../../http/service.ts';
import { GitHubApiError } from '../api-error.ts';
import type { Deployment, DeploymentStatus } from '../deployment.ts';
import type { GitHubState } from '../state.ts';
import { timestamp } from '../timestamp.ts';
import { paged, type RepositoryCall, repositoryEndpoint } from './endpoint.ts';
import { nodeId, simpleUser } from './shapes.ts';

const STATES = ['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success'];
const MAX_DESCRIPTION = 140;

/** Serves https://docs.github.com/rest/deployments/deployments, https://docs.github.com/rest/deployments/statuses */
export function deploymentRoutes(state: GitHubState): Route[] {
  const read = ['deployments', 'read'] as const;
  const write = ['deployments', 'write'] as const;
  return [
    repositoryEndpoint(state, 'GET', '/deployments', read, async (call) => {
      const wanted = call.request.url.searchParams;
      const fits = ({ sha, environment, task }: Deployment) =>
        (wanted.get('sha') ?? sha) === sha &&
        (wanted.get('environment') ?? environment) === environment &&
        (wanted.get('task') ?? task) === task;
      const { page, headers } = paged(call, call.repository.deployments.filter(fits).toReversed());
      return { body: page.map((deployment) => shape(call, deployment)), headers };
    }),
    repositoryEndpoint(state, 'POST', '/deployments', write, async (call) => {
      const { repository, caller } = call;
      const wanted = JSON.parse(String(await call.request.body()));
      const sha = await repository.resolve(wanted.ref);
      if (sha === undefined) throw new GitHubApiError(422, 'INVALID', `No ref found for: ${wanted.ref}`);
      // By default GitHub would merge the default branch and require all checks of the commit.
      if (wanted.auto_merge !== false || wanted.required_contexts?.length !== 0) {
        throw new GitHubApiError(409, 'CONFLICT', 'Conflict merging main into the ref');
      }
      const { ref, task = 'deploy', environment = 'production', description = '', payload = {} } = wanted;
      const deployment = {
        id: state.nextId(),
        sha,
        ref,
        task,
        environment,
        description,
        payload,
        creator: caller.user,
        createdAt: new Date(),
        statuses: [],
      };
      repository.deployments.push(deployment);
      return { status: 201, body: shape(call, deployment) };
    }),
    repositoryEndpoint(state, 'GET', '/deployments/:id(\\d+)/statuses', read, async (call) => {
      const deployment = find(call);
      if (deployment === undefined) return undefined;
      const { page, headers } = paged(call, deployment.statuses.toReversed());
      return { body: page.map((status) => statusShape(call, deployment, status)), headers };
    }),
    repositoryEndpoint(state, 'POST', '/deployments/:id(\\d+)/statuses', write, async (call) => {
      const deployment = find(call);
      if (deployment === undefined) return undefined;
      const { state: now, description = '', ...urls } = JSON.parse(String(await call.request.body()));
      if (!STATES.includes(now) || description.length > MAX_DESCRIPTION)
        throw new GitHubApiError(422, 'INVALID', 'Validation Failed');
      const { log_url: logUrl = '', environment_url: environmentUrl = '' } = urls;
      const creator = call.caller.user;
      const createdAt = new Date();
      const status = { id: state.nextId(), state: now, description, logUrl, environmentUrl, creator, createdAt };
      deployment.statuses.push(status);
      return { status: 201, body: statusShape(call, deployment, status) };
    }),
  ];
}

function find({ repository, params }: RepositoryCall): Deployment | undefined {
  return repository.deployments.find(({ id }) => id === Number(params.id));
}

function shape({ api, repository }: RepositoryCall, deployment: Deployment): object {
  const { id, sha, ref, task, environment, description, payload, creator, createdAt } = deployment;
  const url = `${api}/repos/${repository.fullName}/deployments/${id}`;
  return {
    id,
    node_id: nodeId('DE', id),
    url,
    sha,
    ref,
    task,
    payload,
    original_environment: environment,
    environment,
    description,
    creator: simpleUser(api, creator),
    ...times(createdAt),
    statuses_url: `${url}/statuses`,
    repository_url: `${api}/repos/${repository.fullName}`,
    transient_environment: false,
    production_environment: environment === 'production',
  };
}

function statusShape({ api, repository }: RepositoryCall, deployment: Deployment, status: DeploymentStatus): object {
  const url = `${api}/repos/${repository.fullName}/deployments/${deployment.id}`;
  const { id, state, description, logUrl, environmentUrl, creator, createdAt } = status;
  return {
    id,
    node_id: nodeId('DES', id),
    url: `${url}/statuses/${id}`,
    state,
    creator: simpleUser(api, creator),
    description,
    environment: deployment.environment,
    target_url: logUrl,
    ...(logUrl === '' ? {} : { log_url: logUrl }),
    ...(environmentUrl === '' ? {} : { environment_url: environmentUrl }),
    deployment_url: url,
    repository_url: `${api}/repos/${repository.fullName}`,
    ...times(createdAt),
  };
}

function times(createdAt: Date): object {
  return { created_at: timestamp(createdAt), updated_at: timestamp(createdAt) };
}
