import type { Route } from '../../http/service.ts';
import type { GitHubState } from '../state.ts';
import { repositoryEndpoint } from './endpoint.ts';
import { nodeId } from './shapes.ts';

/** Serves https://docs.github.com/rest/git/blobs#get-a-blob */
export function blobRoutes(state: GitHubState): Route[] {
  return [
    repositoryEndpoint(state, 'GET', '/git/blobs/:sha', ['contents', 'read'], async ({ api, repository, params }) => {
      const object = await repository.objects.read(params.sha ?? '');
      if (object?.type !== 'blob') return undefined;
      const { oid: sha, content } = object;
      const url = `${api}/repos/${repository.fullName}/git/blobs/${sha}`;
      const body = { sha, node_id: nodeId('B', sha), size: content.length, url };
      return { body: { ...body, content: content.toString('base64'), encoding: 'base64' } };
    }),
  ];
}
