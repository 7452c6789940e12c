import type { Route } from '../../http/service.ts';
import { gitText } from '../git.ts';
import type { GitHubState } from '../state.ts';
import { repositoryEndpoint } from './endpoint.ts';

/** Serves https://docs.github.com/rest/git/trees#get-a-tree */
export function treeRoutes(state: GitHubState): Route[] {
  return [
    repositoryEndpoint(state, 'GET', '/git/trees/:sha(.+)', ['contents', 'read'], async (call) => {
      const { api, repository, request, params } = call;
      const sha = await repository.resolve(`${params.sha}^{tree}`);
      if (sha === undefined) return undefined;
      const deep = request.url.searchParams.has('recursive') ? ['-r', '-t'] : [];
      const listed = await gitText(repository.directory, ['ls-tree', '-z', ...deep, sha]);
      const url = `${api}/repos/${repository.fullName}/git`;
      const tree = listed
        .split('\0')
        .filter((line) => line !== '')
        .map((line) => {
          const [head = '', path = ''] = line.split(/\t(.*)/s);
          const [mode = '', type = '', oid = ''] = head.split(' ');
          return { path, mode, type, sha: oid, url: `${url}/${type}s/${oid}` };
        });
      return { body: { sha, url: `${url}/trees/${sha}`, truncated: false, tree } };
    }),
  ];
}
