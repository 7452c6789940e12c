import type { Route } from '../../http/service.ts';
import { afterPush } from '../after-push.ts';
import { GitHubApiError, ruleViolation } from '../api-error.ts';
import { NO_COMMIT, swapRef } from '../objects.ts';
import type { GitHubState } from '../state.ts';
import { type RepositoryCall, repositoryEndpoint } from './endpoint.ts';
import { nodeId } from './shapes.ts';

/** Serves https://docs.github.com/rest/git/refs */
export function refRoutes(state: GitHubState): Route[] {
  const write = ['contents', 'write'] as const;
  return [
    repositoryEndpoint(state, 'GET', '/git/ref/:ref(.+)', ['contents', 'read'], async (call) => {
      const ref = `refs/${call.params.ref}`;
      const sha = await call.repository.resolve(ref);
      return sha === undefined ? undefined : { body: refShape(call, ref, sha) };
    }),
    repositoryEndpoint(state, 'POST', '/git/refs', write, async (call) => {
      const { ref, sha } = JSON.parse(String(await call.request.body()));
      if ((await call.repository.resolve(ref)) !== undefined)
        throw new GitHubApiError(422, 'INVALID', 'Reference already exists');
      await move(call, ref, NO_COMMIT, sha);
      return { status: 201, body: refShape(call, ref, sha) };
    }),
    repositoryEndpoint(state, 'PATCH', '/git/refs/:ref(.+)', write, async (call) => {
      const ref = `refs/${call.params.ref}`;
      const { sha, force = false } = JSON.parse(String(await call.request.body()));
      const before = await call.repository.resolve(ref);
      if (before === undefined) throw new GitHubApiError(422, 'INVALID', 'Reference does not exist');
      if (!force && !(await call.repository.isAncestor(before, sha)))
        throw new GitHubApiError(422, 'INVALID', 'Update is not a fast forward');
      await move(call, ref, before, sha);
      return { body: refShape(call, ref, sha) };
    }),
  ];
}

async function move({ repository, caller }: RepositoryCall, ref: string, before: string, after: string): Promise<void> {
  if ((await repository.resolve(`${after}^{commit}`)) === undefined)
    throw new GitHubApiError(422, 'INVALID', 'Object does not exist');
  const isForward = before === NO_COMMIT || (await repository.isAncestor(before, after));
  const reason = repository.rejectionReason(ref, caller.user, isForward ? 'update' : 'force');
  if (reason !== undefined) throw ruleViolation(422, reason);
  await swapRef(repository.directory, ref, after, before);
  await afterPush(repository, ref, before, after, caller.user);
}

function refShape({ api, repository }: RepositoryCall, ref: string, sha: string): object {
  const url = `${api}/repos/${repository.fullName}/git`;
  return {
    ref,
    node_id: nodeId('REF', ref),
    url: `${url}/${ref}`,
    object: { type: 'commit', sha, url: `${url}/commits/${sha}` },
  };
}
