import type { Route } from '../../http/service.ts';
import { GitHubApiError } from '../api-error.ts';
import type { WrittenStatus } from '../commit-status.ts';
import type { GitHubState } from '../state.ts';
import { timestamp } from '../timestamp.ts';
import { paged, type RepositoryCall, repositoryEndpoint } from './endpoint.ts';
import { nodeId, simpleUser } from './shapes.ts';

const STATES = ['error', 'failure', 'pending', 'success'];
/** https://docs.github.com/rest/commits/statuses#create-a-commit-status */
const MAX_STATUSES = 1_000;
const MAX_DESCRIPTION = 140;

/** Serves https://docs.github.com/rest/commits/statuses */
export function statusRoutes(state: GitHubState): Route[] {
  return [
    repositoryEndpoint(state, 'GET', '/commits/:sha([0-9a-f]{40})/statuses', ['statuses', 'read'], async (call) => {
      const own = call.repository.statuses.filter(({ sha }) => sha === call.params.sha).toReversed();
      const { page, headers } = paged(call, own);
      return { body: page.map((status) => shape(call, status)), headers };
    }),
    repositoryEndpoint(state, 'POST', '/statuses/:sha([0-9a-f]{40})', ['statuses', 'write'], async (call) => {
      const { repository, caller } = call;
      const sha = call.params.sha ?? '';
      if ((await repository.readCommit(sha)) === undefined)
        throw new GitHubApiError(422, 'INVALID', `No commit found for SHA: ${sha}`);
      const written = JSON.parse(String(await call.request.body()));
      const { context = 'default', description = null, target_url: targetUrl = null } = written;
      const same = repository.statuses.filter((each) => each.sha === sha && each.context === context);
      if (!STATES.includes(written.state) || same.length >= MAX_STATUSES || description?.length > MAX_DESCRIPTION)
        throw new GitHubApiError(422, 'INVALID', 'Validation Failed');
      const status: WrittenStatus = {
        id: state.nextId(),
        sha,
        context,
        state: written.state,
        description,
        targetUrl,
        creator: caller.user,
        createdAt: new Date(),
      };
      repository.statuses.push(status);
      return { status: 201, body: shape(call, status) };
    }),
  ];
}

function shape({ api, repository }: RepositoryCall, status: WrittenStatus): object {
  const { id, sha, context, description, targetUrl, creator, createdAt } = status;
  return {
    url: `${api}/repos/${repository.fullName}/statuses/${sha}`,
    avatar_url: null,
    id,
    node_id: nodeId('SC', id),
    state: status.state,
    description,
    target_url: targetUrl,
    context,
    created_at: timestamp(createdAt),
    updated_at: timestamp(createdAt),
    creator: simpleUser(api, creator),
  };
}
