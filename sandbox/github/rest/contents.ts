import type { Route } from '../../http/service.ts';
import { GitHubApiError, ruleViolation } from '../api-error.ts';
import { swapRef, writeCommit } from '../objects.ts';
import type { Repository } from '../repository.ts';
import type { GitHubState } from '../state.ts';
import { commitShape } from './commits.ts';
import { repositoryEndpoint } from './endpoint.ts';

/** Serves https://docs.github.com/rest/repos/contents */
export function contentRoutes(state: GitHubState): Route[] {
  return [
    repositoryEndpoint(
      state,
      'GET',
      '/contents/:path(.+)',
      ['contents', 'read'],
      async ({ api, repository, request, params: { path = '' } }) => {
        const file = await contentFile(
          api,
          repository,
          request.url.searchParams.get('ref') ?? repository.defaultBranch,
          path,
        );
        return file && { body: file };
      },
    ),
    repositoryEndpoint(
      state,
      'PUT',
      '/contents/:path(.+)',
      ['contents', 'write'],
      async ({ api, caller, repository, request, params: { path = '' } }) => {
        const { message, content, sha, branch = repository.defaultBranch } = JSON.parse(String(await request.body()));
        const ref = repository.ref(branch);
        const reason = repository.rejectionReason(ref, caller.user, 'update');
        if (reason !== undefined) throw ruleViolation(409, reason);
        const parent = await repository.resolve(ref);
        if (parent === undefined) throw new GitHubApiError(404, 'NOT_FOUND', `Branch ${branch} not found`);
        const old = await blobOf(repository, parent, path);
        if (old !== undefined && sha === undefined)
          throw new GitHubApiError(422, 'UNPROCESSABLE', `Invalid request.\n\n"sha" wasn't supplied.`);
        if (sha !== undefined && sha !== old)
          throw new GitHubApiError(409, 'CONFLICT', `${path} does not match ${sha}`);
        const files = { [path]: Buffer.from(content, 'base64') };
        const oid = await writeCommit(repository.directory, {
          parent,
          message,
          author: caller.user,
          committer: caller.user,
          files,
        });
        await swapRef(repository.directory, ref, oid, parent).catch(async () => {
          throw new GitHubApiError(
            409,
            'CONFLICT',
            `${branch} is at ${await repository.head(branch)} but expected ${parent}`,
          );
        });
        repository.record(ref, parent, oid, caller.user, 'push');
        const commit = await repository.readCommit(oid);
        const shape =
          commit &&
          (commitShape(api, repository, commit) as {
            commit: object;
            html_url: string;
            parents: object[];
            node_id: string;
            url: string;
          });
        return {
          status: old === undefined ? 201 : 200,
          body: {
            content: await contentFile(api, repository, oid, path),
            commit: {
              sha: oid,
              ...shape?.commit,
              url: shape?.url,
              node_id: shape?.node_id,
              html_url: shape?.html_url,
              parents: shape?.parents,
            },
          },
        };
      },
    ),
  ];
}

async function blobOf(repository: Repository, revision: string, path: string): Promise<string | undefined> {
  const object = await repository.objects.read(`${revision}:${path}`);
  return object?.type === 'blob' ? object.oid : undefined;
}

async function contentFile(
  api: string,
  repository: Repository,
  revision: string,
  path: string,
): Promise<object | undefined> {
  const bytes = await repository.read(revision, path);
  const sha = await blobOf(repository, revision, path);
  if (bytes === undefined || sha === undefined) return undefined;
  const url = `${api}/repos/${repository.fullName}`;
  const links = {
    self: `${url}/contents/${path}?ref=${revision}`,
    git: `${url}/git/blobs/${sha}`,
    html: `${repository.webUrl}/blob/${revision}/${path}`,
  };
  return {
    type: 'file',
    encoding: 'base64',
    size: bytes.length,
    name: path.split('/').at(-1),
    path,
    content: bytes.toString('base64'),
    sha,
    url: links.self,
    git_url: links.git,
    html_url: links.html,
    download_url: `${repository.webUrl}/raw/${revision}/${path}`,
    _links: links,
  };
}
