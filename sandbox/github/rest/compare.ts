import type { Route } from '../../http/service.ts';
import { compareCommits } from '../comparison.ts';
import { gitText } from '../git.ts';
import { readCommits } from '../objects.ts';
import type { GitHubState } from '../state.ts';
import { commitAt, commitShape } from './commits.ts';
import { diffEntries } from './diff.ts';
import { paged, repositoryEndpoint } from './endpoint.ts';

/** The maximum of commits without paging, and of files, which only the first page has. */
const MAX_COMMITS = 250;
const MAX_FILES = 300;

/** Serves https://docs.github.com/rest/commits/commits#compare-two-commits */
export function compareRoutes(state: GitHubState): Route[] {
  return [
    repositoryEndpoint(state, 'GET', '/compare/:basehead(.+)', ['contents', 'read'], async (call) => {
      const { api, repository, params } = call;
      const { directory, webUrl } = repository;
      const ends = (params.basehead ?? '').split('...').map((revision) => commitAt(repository, revision));
      const [base, head] = await Promise.all(ends);
      if (base === undefined || head === undefined) return undefined;
      // GitHub returns 404 if there is no common ancestor.
      const ancestor = await gitText(directory, ['merge-base', base.oid, head.oid]).catch(() => '');
      const common = await repository.readCommit(ancestor);
      if (common === undefined) return undefined;
      const isFirst = Number(call.request.url.searchParams.get('page') ?? 1) === 1;
      const [{ status, ahead, behind }, newestFirst, files] = await Promise.all([
        compareCommits(directory, base.oid, head.oid),
        readCommits(directory, [`${base.oid}..${head.oid}`]),
        isFirst ? diffEntries(api, repository, base.oid, head.oid) : [],
      ]);
      const commits = newestFirst.toReversed();
      const { page, headers } = paged(call, commits, MAX_COMMITS);
      const html = `${webUrl}/compare/${base.oid}...${head.oid}`;
      const body = {
        url: `${api}/repos/${repository.fullName}/compare/${base.oid}...${head.oid}`,
        html_url: html,
        permalink_url: html,
        diff_url: `${html}.diff`,
        patch_url: `${html}.patch`,
        base_commit: commitShape(api, repository, base),
        merge_base_commit: commitShape(api, repository, common),
        status,
        ahead_by: ahead,
        behind_by: behind,
        total_commits: commits.length,
        commits: page.map((commit) => commitShape(api, repository, commit)),
        files: files.slice(0, MAX_FILES),
      };
      return { body, headers };
    }),
  ];
}
