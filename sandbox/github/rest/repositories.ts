import type { Route } from '../../http/service.ts';
import { covers } from '../ruleset.ts';
import type { GitHubState } from '../state.ts';
import { endpoint, paged, repositoryEndpoint } from './endpoint.ts';
import { fullRepository, nodeId, simpleUser } from './shapes.ts';

export function repositoryRoutes(state: GitHubState): Route[] {
  return [
    repositoryEndpoint(state, 'GET', '', ['metadata', 'read'], async ({ api, repository }) => ({
      body: fullRepository(api, repository),
    })),
    repositoryEndpoint(state, 'GET', '/activity', ['contents', 'read'], async (call) => {
      const { searchParams } = call.request.url;
      const [ref, kind] = [searchParams.get('ref'), searchParams.get('activity_type')];
      const wanted = call.repository.activities.filter(
        (activity) => (ref === null || activity.ref === ref) && (kind === null || activity.type === kind),
      );
      const { page, headers } = paged(call, wanted);
      const body = page.map(({ id, before, after, ref: changed, timestamp, type, actor }) => ({
        id,
        node_id: nodeId('PSH', id),
        before,
        after,
        ref: changed,
        timestamp,
        activity_type: type,
        actor: simpleUser(call.api, actor),
      }));
      return { body, headers };
    }),
    repositoryEndpoint(
      state,
      'GET',
      '/rules/branches/:branch(.+)',
      ['metadata', 'read'],
      async ({ repository, params: { branch = '' } }) => ({
        body: repository.rulesets
          .filter(
            ({ enforcement, include }) => enforcement === 'active' && covers(include, branch, repository.defaultBranch),
          )
          .flatMap(({ id, rules }) =>
            rules.map((type) => ({
              ...PARAMETERS[type],
              type,
              ruleset_source_type: 'Repository',
              ruleset_source: repository.fullName,
              ruleset_id: id,
            })),
          ),
      }),
    ),
    endpoint(state, 'GET', '/rate_limit', async ({ request }) => {
      const used = state.used.get(request.headers.authorization ?? '') ?? 0;
      const rate = { limit: 5000, used, remaining: 5000 - used, reset: Math.ceil(Date.now() / 3_600_000) * 3600 };
      return { body: { resources: { core: rate, search: rate, graphql: rate }, rate } };
    }),
  ];
}

const PARAMETERS: Readonly<Record<string, object>> = {
  pull_request: {
    parameters: {
      dismiss_stale_reviews_on_push: true,
      require_code_owner_review: true,
      require_last_push_approval: true,
      required_approving_review_count: 1,
      required_review_thread_resolution: false,
    },
  },
};
