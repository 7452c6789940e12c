import type { Route } from '../../http/service.ts';
import { git, gitText } from '../git.ts';
import { type CommitObject, readCommits } from '../objects.ts';
import type { Repository } from '../repository.ts';
import type { GitHubState } from '../state.ts';
import { diffEntries } from './diff.ts';
import { paged, repositoryEndpoint } from './endpoint.ts';
import { pullRequestSimple } from './pull-request-shape.ts';
import { nodeId, simpleUser } from './shapes.ts';

export function commitRoutes(state: GitHubState): Route[] {
  const read = ['contents', 'read'] as const;
  return [
    repositoryEndpoint(state, 'GET', '/compare/:basehead(.+)', read, async (call) => {
      const { api, repository, params } = call;
      const [from = '', to = ''] = (params.basehead ?? '').split('...');
      const [base, head] = await Promise.all([commitAt(repository, from), commitAt(repository, to)]);
      if (base === undefined || head === undefined) return undefined;
      const { directory } = repository;
      const range = `${base.oid}...${head.oid}`;
      const files = diffEntries(api, repository, base.oid, head.oid);
      // Without a common ancestor there is no difference, nor an answer.
      files.catch(() => undefined);
      const [mergeBase, counts, newestFirst] = await Promise.all([
        gitText(directory, ['merge-base', base.oid, head.oid]).catch(() => undefined),
        gitText(directory, ['rev-list', '--left-right', '--count', range]),
        readCommits(directory, [`${base.oid}..${head.oid}`]),
      ]);
      const common = mergeBase === undefined ? undefined : await repository.readCommit(mergeBase);
      if (common === undefined) return undefined;
      const [behind = 0, ahead = 0] = counts.split('\t').map(Number);
      const commits = newestFirst.toReversed();
      const { page, headers } = paged(call, commits);
      const url = `${api}/repos/${repository.fullName}/compare/${base.oid}...${head.oid}`;
      const body = {
        url,
        html_url: `${repository.webUrl}/compare/${base.oid}...${head.oid}`,
        permalink_url: `${repository.webUrl}/compare/${base.oid}...${head.oid}`,
        diff_url: `${repository.webUrl}/compare/${base.oid}...${head.oid}.diff`,
        patch_url: `${repository.webUrl}/compare/${base.oid}...${head.oid}.patch`,
        base_commit: commitShape(api, repository, base),
        merge_base_commit: commitShape(api, repository, common),
        status: ahead > 0 ? (behind > 0 ? 'diverged' : 'ahead') : behind > 0 ? 'behind' : 'identical',
        ahead_by: ahead,
        behind_by: behind,
        total_commits: commits.length,
        commits: page.map((commit) => commitShape(api, repository, commit)),
        files: await files,
      };
      return { body, headers };
    }),
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
    repositoryEndpoint(state, 'GET', '/commits/:sha', read, async ({ api, repository, params }) => {
      const commit = await commitAt(repository, params.sha ?? '');
      if (commit === undefined) return undefined;
      const files =
        commit.parents[0] === undefined ? [] : await diffEntries(api, repository, commit.parents[0], commit.oid);
      return { body: { ...commitShape(api, repository, commit), files } };
    }),
    repositoryEndpoint(state, 'GET', '/git/blobs/:sha', read, async ({ api, repository, params: { sha = '' } }) => {
      const bytes = await git(repository.directory, ['cat-file', 'blob', sha]).catch(() => undefined);
      if (bytes === undefined) return undefined;
      const url = `${api}/repos/${repository.fullName}/git/blobs/${sha}`;
      return {
        body: {
          sha,
          node_id: nodeId('B', sha),
          size: bytes.length,
          url,
          content: bytes.toString('base64'),
          encoding: 'base64',
        },
      };
    }),
  ];
}

async function commitAt(repository: Repository, revision: string): Promise<CommitObject | undefined> {
  const oid = await repository.resolve(`${revision}^{commit}`);
  return oid === undefined ? undefined : repository.readCommit(oid);
}

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
