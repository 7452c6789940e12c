import type { Route } from '../../http/service.ts';
import type { Environment } from '../settings.ts';
import type { GitHubState } from '../state.ts';
import { timestamp } from '../timestamp.ts';
import { paged, type RepositoryCall, repositoryEndpoint } from './endpoint.ts';
import { nodeId } from './shapes.ts';

const THEN = timestamp(new Date(0));

/** Serves https://docs.github.com/rest/deployments/environments, …/branch-policies and https://docs.github.com/rest/actions/secrets */
export function environmentRoutes(state: GitHubState): Route[] {
  return [
    repositoryEndpoint(state, 'GET', '/environments/:environment', ['actions', 'read'], async (call) => {
      const environment = find(call);
      return environment && { body: show(call, environment) };
    }),
    repositoryEndpoint(
      state,
      'GET',
      '/environments/:environment/deployment-branch-policies',
      ['actions', 'read'],
      async (call) => {
        const environment = find(call);
        if (environment === undefined || typeof environment.admits === 'string') return undefined;
        const { page, headers } = paged(call, environment.admits);
        const policies = page.map(({ name, type = 'branch' }, id) => ({ id, node_id: nodeId('GP', name), name, type }));
        return { body: { total_count: environment.admits.length, branch_policies: policies }, headers };
      },
    ),
    repositoryEndpoint(state, 'GET', '/environments/:environment/secrets', ['environments', 'read'], async (call) =>
      listSecrets(call, find(call)?.secrets),
    ),
    repositoryEndpoint(state, 'GET', '/actions/secrets', ['secrets', 'read'], async (call) =>
      listSecrets(call, call.repository.settings.secrets),
    ),
  ];
}

function find({ repository, params }: RepositoryCall): Environment | undefined {
  return repository.settings.environments[params.environment ?? ''];
}

function listSecrets(call: RepositoryCall, names: readonly string[] | undefined) {
  if (names === undefined) return undefined;
  const { page, headers } = paged(call, names);
  const secrets = page.map((name) => ({ name, created_at: THEN, updated_at: THEN }));
  return { body: { total_count: names.length, secrets }, headers };
}

function show(
  { api, repository, params: { environment: name = '' } }: RepositoryCall,
  { admits }: Environment,
): object {
  const policy = { protected_branches: admits === 'protected', custom_branch_policies: typeof admits !== 'string' };
  return {
    id: 1,
    node_id: nodeId('EN', name),
    name,
    url: `${api}/repos/${repository.fullName}/environments/${name}`,
    html_url: `${repository.webUrl}/deployments/activity_log?environments_filter=${name}`,
    created_at: THEN,
    updated_at: THEN,
    protection_rules: admits === 'all' ? [] : [{ id: 1, node_id: nodeId('GA', name), type: 'branch_policy' }],
    deployment_branch_policy: admits === 'all' ? null : policy,
  };
}
