import type { Route } from '../../http/service.ts';
import { GitHubApiError } from '../api-error.ts';
import { mergeRejectionReason } from '../merge-rules.ts';
import type { ReviewState } from '../review.ts';
import type { GitHubState } from '../state.ts';
import { commitShape } from './commits.ts';
import { diffEntries } from './diff.ts';
import { paged, type RepositoryCall, repositoryEndpoint } from './endpoint.ts';
import { pullRequestFull, pullRequestSimple, reviewShape } from './pull-request-shape.ts';

const EVENTS: Readonly<Record<string, ReviewState>> = {
  APPROVE: 'APPROVED',
  REQUEST_CHANGES: 'CHANGES_REQUESTED',
  COMMENT: 'COMMENTED',
};

/** Serves https://docs.github.com/rest/pulls/pulls, https://docs.github.com/rest/pulls/reviews */
export function pullRoutes(state: GitHubState): Route[] {
  const read = ['pull_requests', 'read'] as const;
  const write = ['pull_requests', 'write'] as const;
  return [
    repositoryEndpoint(state, 'GET', '/pulls', read, async (call) => {
      const wanted = call.request.url.searchParams.get('state') ?? 'open';
      const all = call.repository.pullRequests.filter(
        ({ isOpen }) => wanted === 'all' || isOpen === (wanted === 'open'),
      );
      const { page, headers } = paged(call, all.toReversed());
      return { body: await Promise.all(page.map((pullRequest) => pullRequestSimple(call.api, pullRequest))), headers };
    }),
    repositoryEndpoint(state, 'POST', '/pulls', write, async ({ api, caller, repository, request }) => {
      const { title, head, base, body = '' } = JSON.parse(String(await request.body()));
      const opened = await repository.openPullRequest({
        title,
        head: head.replace(/^.*:/, ''),
        base,
        body,
        author: caller.user.login,
      });
      return { status: 201, body: await pullRequestFull(api, opened) };
    }),
    repositoryEndpoint(state, 'GET', '/pulls/:number(\\d+)', read, async (call) => {
      const pullRequest = find(call);
      return pullRequest && { body: await pullRequestFull(call.api, pullRequest) };
    }),
    repositoryEndpoint(state, 'GET', '/pulls/:number(\\d+)/commits', read, async (call) => {
      const commits = (await find(call)?.commits())?.toReversed();
      if (commits === undefined) return undefined;
      const { page, headers } = paged(call, commits);
      return { body: page.map((commit) => commitShape(call.api, call.repository, commit)), headers };
    }),
    repositoryEndpoint(state, 'GET', '/pulls/:number(\\d+)/files', read, async (call) => {
      const pullRequest = find(call);
      if (pullRequest === undefined) return undefined;
      const { page, headers } = paged(
        call,
        await diffEntries(call.api, call.repository, pullRequest.baseOid, await pullRequest.head()),
      );
      return { body: page, headers };
    }),
    repositoryEndpoint(state, 'GET', '/pulls/:number(\\d+)/reviews', read, async (call) => {
      const pullRequest = find(call);
      if (pullRequest === undefined) return undefined;
      const { page, headers } = paged(call, pullRequest.reviews);
      return { body: page.map((review) => reviewShape(call.api, pullRequest, review)), headers };
    }),
    repositoryEndpoint(state, 'POST', '/pulls/:number(\\d+)/reviews', write, async (call) => {
      const pullRequest = find(call);
      if (pullRequest === undefined) return undefined;
      const { event, body, commit_id } = JSON.parse(String(await call.request.body()));
      const author = call.caller.user.login;
      if (event === 'APPROVE' && author === pullRequest.author.login)
        throw new GitHubApiError(422, 'UNPROCESSABLE', 'Can not approve your own pull request');
      const review = await pullRequest.review({
        author,
        state: EVENTS[event] ?? 'COMMENTED',
        body: body ?? '',
        ...(commit_id && { commit: commit_id }),
      });
      return { body: reviewShape(call.api, pullRequest, review) };
    }),
    repositoryEndpoint(state, 'PUT', '/pulls/:number(\\d+)/merge', ['contents', 'write'], async (call) => {
      const pullRequest = find(call);
      if (pullRequest === undefined) return undefined;
      const { merge_method: method = 'merge', sha } = JSON.parse(String((await call.request.body()) || '{}'));
      if (!pullRequest.isOpen) throw new GitHubApiError(405, 'UNPROCESSABLE', 'Pull Request is not mergeable');
      if (sha !== undefined && sha !== (await pullRequest.head())) {
        throw new GitHubApiError(409, 'UNPROCESSABLE', 'Head branch was modified. Review and try the merge again.');
      }
      const reason = await mergeRejectionReason(pullRequest, call.caller.user.login);
      if (reason !== undefined) throw new GitHubApiError(405, 'UNPROCESSABLE', reason);
      const oid = await pullRequest.merge({ method, by: call.caller.user.login });
      return { body: { sha: oid, merged: true, message: 'Pull Request successfully merged' } };
    }),
  ];
}

function find({ repository, params }: RepositoryCall) {
  return repository.pullRequests.find(({ number }) => number === Number(params.number));
}
