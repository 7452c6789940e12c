import type { Route } from '../../http/service.ts';
import { GitHubApiError } from '../api-error.ts';
import { rateLimitOf } from '../rate-limit.ts';
import type { GitHubState } from '../state.ts';
import { endpoint, pagedByCursor, repositoryEndpoint } from './endpoint.ts';
import { fullRepository, nodeId, simpleUser } from './shapes.ts';

/** Serves https://docs.github.com/rest/repos/repos, and routes without a page of their own here */
export function repositoryRoutes(state: GitHubState): Route[] {
  return [
    repositoryEndpoint(state, 'GET', '', ['metadata', 'read'], async ({ api, repository }) => ({
      body: fullRepository(api, repository),
    })),
    repositoryEndpoint(state, 'GET', '/activity', ['contents', 'read'], async (call) => {
      const { searchParams } = call.request.url;
      const [ref, kind] = [searchParams.get('ref'), searchParams.get('activity_type')];
      const visible = call.repository.visibleActivities(ref, kind);
      if (visible === undefined) throw new GitHubApiError(403, 'FORBIDDEN', 'Resource not accessible by integration');
      const { page, headers } = pagedByCursor(call, visible);
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
    endpoint(state, 'GET', '/rate_limit', async ({ request }) => {
      const [core, graphql] = [rateLimitOf(state, request, 'core'), rateLimitOf(state, request, 'graphql')];
      return { body: { resources: { core, search: core, graphql }, rate: core } };
    }),
  ];
}
