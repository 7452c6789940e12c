import type { Route } from '../../http/service.ts';
import { type CommitObject, readCommits } from '../objects.ts';
import type { Repository } from '../repository.ts';
import type { GitHubState } from '../state.ts';
import { diffEntries } from './diff.ts';
import { paged, repositoryEndpoint } from './endpoint.ts';
import { pullRequestSimple } from './pull-request-shape.ts';
import { nodeId, simpleUser } from './shapes.ts';

/** Serves https://docs.github.com/rest/commits/commits */
export function commitRoutes(state: GitHubState): Route[] {
  const read = ['contents', 'read'] as const;
  return [
    repositoryEndpoint(state, 'GET', '/commits/:sha/pulls', ['pull_requests', 'read'], async (call) => {
      const { api, repository, params } = call;
      const commit = await commitAt(repository, params.sha ?? '');
      if (commit === undefined) return undefined;
      const found = await repository.pullRequestsOf(commit.oid);
      const { page, headers } = paged(call, found);
      return { body: await Promise.all(page.map((pullRequest) => pullRequestSimple(api, pullRequest))), headers };
    }),
    repositoryEndpoint(state, 'GET', '/commits', read, async (call) => {
      const revision = call.request.url.searchParams.get('sha') ?? call.repository.defaultBranch;
      const oid = await call.repository.resolve(`${revision}^{commit}`);
      if (oid === undefined) return undefined;
      const path = call.request.url.searchParams.get('path') ?? undefined;
      const { page, headers } = paged(call, await readCommits(call.repository.directory, [oid], path));
      return { body: page.map((commit) => commitShape(call.api, call.repository, commit)), headers };
    }),
    repositoryEndpoint(state, 'GET', '/commits/:sha', read, async (call) => {
      const { api, repository, params } = call;
      const commit = await commitAt(repository, params.sha ?? '');
      if (commit === undefined) return undefined;
      const files =
        commit.parents[0] === undefined ? [] : await diffEntries(api, repository, commit.parents[0], commit.oid);
      const { page, headers } = paged(call, files, 300);
      return { body: { ...commitShape(api, repository, commit), files: page }, headers };
    }),
  ];
}

/** Returns the commit that a revision names; `undefined` if there is none. */
export async function commitAt(repository: Repository, revision: string): Promise<CommitObject | undefined> {
  const oid = await repository.resolve(`${revision}^{commit}`);
  return oid === undefined ? undefined : repository.readCommit(oid);
}

/** Returns a commit in the shape of lists. */
export function commitShape(api: string, repository: Repository, commit: CommitObject): object {
  const url = `${api}/repos/${repository.fullName}`;
  const account = (email: string) => {
    const user = repository.state.userByEmail(email);
    return user === undefined ? null : simpleUser(api, user);
  };
  const unsigned = { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null };
  return {
    sha: commit.oid,
    node_id: nodeId('C', commit.oid),
    url: `${url}/commits/${commit.oid}`,
    html_url: `${repository.webUrl}/commit/${commit.oid}`,
    comments_url: `${url}/commits/${commit.oid}/comments`,
    commit: {
      url: `${url}/git/commits/${commit.oid}`,
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      comment_count: 0,
      tree: { sha: commit.tree, url: `${url}/git/trees/${commit.tree}` },
      verification: unsigned,
    },
    author: account(commit.author.email),
    committer: account(commit.committer.email),
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${url}/commits/${sha}`,
      html_url: `${repository.webUrl}/commit/${sha}`,
    })),
  };
}
