import { createHash } from 'node:crypto';
import type { Route } from '../../http/service.ts';
import { GitHubApiError } from '../api-error.ts';
import { NO_COMMIT, swapRef } from '../objects.ts';
import type { Release, ReleaseAsset } from '../release.ts';
import type { GitHubState } from '../state.ts';
import { paged, type RepositoryCall, repositoryEndpoint } from './endpoint.ts';
import { nodeId, simpleUser } from './shapes.ts';

const TIME = '2026-01-01T00:00:00Z';

/** Serves https://docs.github.com/rest/releases/releases, https://docs.github.com/rest/releases/assets */
export function releaseRoutes(state: GitHubState): Route[] {
  const write = ['contents', 'write'] as const;
  return [
    repositoryEndpoint(state, 'GET', '/releases', ['contents', 'read'], async (call) => {
      // Only callers with write access see drafts.
      const seesDrafts = call.caller.may(call.repository.fullName, 'contents', 'write');
      const seen = call.repository.releases.filter(({ draft }) => seesDrafts || !draft).toReversed();
      const { page, headers } = paged(call, seen);
      return { body: page.map((release) => releaseShape(call, release)), headers };
    }),
    repositoryEndpoint(state, 'POST', '/releases', write, async (call) => {
      const { tag_name: tag, target_commitish: target = call.repository.defaultBranch, ...rest } = await sent(call);
      const { name = '', body = '', prerelease = false, draft = false } = rest;
      if (!draft) await publish(call, tag, target);
      const author = call.caller.user;
      const release: Release = { id: state.nextId(), tag, target, name, body, prerelease, author, draft, assets: [] };
      call.repository.releases.push(release);
      return { status: 201, body: releaseShape(call, release) };
    }),
    repositoryEndpoint(state, 'PATCH', '/releases/:id(\\d+)', write, async (call) => {
      const release = find(call);
      if (release === undefined) return undefined;
      const { draft = release.draft } = await sent(call);
      if (release.draft && !draft) await publish(call, release.tag, release.target);
      release.draft = draft;
      return { body: releaseShape(call, release) };
    }),
    repositoryEndpoint(state, 'DELETE', '/releases/:id(\\d+)', write, async (call) => {
      const release = find(call);
      if (release === undefined) return undefined;
      call.repository.releases.splice(call.repository.releases.indexOf(release), 1);
      return {};
    }),
    repositoryEndpoint(state, 'POST', '/releases/:id(\\d+)/assets', write, async (call) => {
      const release = find(call);
      const name = call.request.url.searchParams.get('name') ?? '';
      if (release === undefined) return undefined;
      if (name === '' || release.assets.some((asset) => asset.name === name))
        throw new GitHubApiError(422, 'INVALID', 'Validation Failed');
      const mediaType = call.request.headers['content-type'] ?? '';
      const bytes = await call.request.body();
      const asset: ReleaseAsset = { id: state.nextId(), name, mediaType, bytes, uploader: call.caller.user };
      release.assets.push(asset);
      return { status: 201, body: assetShape(call, release, asset) };
    }),
  ];
}

async function sent({ request }: RepositoryCall) {
  return JSON.parse(String(await request.body()));
}

function find({ repository, params }: RepositoryCall): Release | undefined {
  return repository.releases.find(({ id }) => id === Number(params.id));
}

/** Creates a missing tag. Rejects a tag that another release has. */
async function publish({ repository }: RepositoryCall, tag: string, target: string): Promise<void> {
  if (repository.releases.some((release) => !release.draft && release.tag === tag))
    throw new GitHubApiError(422, 'INVALID', 'Validation Failed');
  if ((await repository.resolve(`refs/tags/${tag}`)) !== undefined) return;
  const commit = await repository.resolve(`${target}^{commit}`);
  if (commit === undefined) throw new GitHubApiError(422, 'INVALID', 'Validation Failed');
  await swapRef(repository.directory, `refs/tags/${tag}`, commit, NO_COMMIT);
}

function releaseShape(call: RepositoryCall, release: Release): object {
  const { api, repository } = call;
  const { id, tag, target, name, body, draft, prerelease, author, assets } = release;
  const url = `${api}/repos/${repository.fullName}/releases/${id}`;
  return {
    id,
    node_id: nodeId('RE', id),
    url,
    assets_url: `${url}/assets`,
    upload_url: `${url}/assets{?name,label}`,
    html_url: `${repository.webUrl}/releases/tag/${tag}`,
    tarball_url: draft ? null : `${api}/repos/${repository.fullName}/tarball/${tag}`,
    zipball_url: draft ? null : `${api}/repos/${repository.fullName}/zipball/${tag}`,
    tag_name: tag,
    target_commitish: target,
    name,
    body,
    draft,
    prerelease,
    created_at: TIME,
    published_at: draft ? null : TIME,
    author: simpleUser(api, author),
    assets: assets.map((asset) => assetShape(call, release, asset)),
  };
}

function assetShape({ api, repository }: RepositoryCall, { tag }: Release, asset: ReleaseAsset): object {
  const { id, name, mediaType, bytes, uploader } = asset;
  return {
    id,
    node_id: nodeId('RA', id),
    url: `${api}/repos/${repository.fullName}/releases/assets/${id}`,
    browser_download_url: `${repository.webUrl}/releases/download/${tag}/${name}`,
    name,
    label: null,
    content_type: mediaType,
    state: 'uploaded',
    size: bytes.length,
    digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
    download_count: 0,
    uploader: simpleUser(api, uploader),
    created_at: TIME,
    updated_at: TIME,
  };
}
