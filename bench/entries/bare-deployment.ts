/**
 * Deploys a merge with the minimum of calls: each necessary call once, in sequence, without checks, retries or reports.
 * `node bare-deployment.js FACTS`, a JSON file.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { readValuesFile } from '../../src/github/gitops/read-values-file.ts';
import { readCommitOrigins } from '../../src/github/pull-request/commit-origins.ts';

/** The facts that the script gets, so that it does not have to look them up. */
export interface Facts {
  readonly apiUrl: string;
  readonly githubToken: string;
  readonly gitopsToken: string;
  /** `owner/name` */
  readonly source: string;
  readonly before: string;
  readonly commit: string;
  readonly gitops: string;
  readonly path: string;
  readonly previousTag: string;
  readonly tag: string;
  /** `http://host:port/v2` */
  readonly registry: string;
  readonly repository: string;
  readonly runtime: string;
  /** Repository and tag of the base image. */
  readonly base: readonly [string, string];
  /** The code, as a tar. */
  readonly tar: string;
}

const facts: Facts = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const agent = new http.Agent({ keepAlive: true });

interface HttpResult {
  readonly location: string;
  readonly body: string;
}

async function call(method: string, url: string, headers: http.OutgoingHttpHeaders, body?: string | Buffer) {
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
  http.request(url, { method, agent, headers }, resolve).once('error', reject).end(body);
  const message = await promise;
  const answer: HttpResult = { location: message.headers.location ?? '', body: await text(message) };
  if ((message.statusCode ?? 500) >= 400) throw new Error(`${method} ${url}: ${message.statusCode} ${answer.body}`);
  return answer;
}

function github(token: string) {
  const headers = { authorization: `token ${token}`, 'user-agent': 'bare', 'content-type': 'application/json' };
  return {
    tokenName: '',
    getPage: () => Promise.reject(new Error('no call of a deployment reads pages by a cursor')),
    get: async <T>(route: string): Promise<T> => JSON.parse((await call('GET', facts.apiUrl + route, headers)).body),
    query: async <T>(query: string, variables: unknown): Promise<T> =>
      JSON.parse((await call('POST', `${facts.apiUrl}/graphql`, headers, JSON.stringify({ query, variables }))).body)
        .data,
  };
}

function digestOf(bytes: Buffer | string): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

async function putBlob(bytes: Buffer): Promise<{ digest: string; size: number }> {
  const uploads = `${facts.registry}/${facts.repository}/blobs/uploads/`;
  const { location } = await call('POST', uploads, {});
  const target = new URL(location, uploads);
  const digest = digestOf(bytes);
  target.searchParams.set('digest', digest);
  await call('PUT', target.href, { 'content-type': 'application/octet-stream' }, bytes);
  return { digest, size: bytes.length };
}

async function pushImage(): Promise<void> {
  const { registry, repository, runtime, base, tag, tar } = facts;
  const manifests = `${registry}/${repository}/manifests`;
  await call('HEAD', `${registry}/${base[0]}/manifests/${base[1]}`, { accept: MANIFEST });
  const manifest = JSON.parse((await call('GET', `${manifests}/${runtime}`, { accept: MANIFEST })).body);
  const index = JSON.parse((await call('GET', `${manifests}/${runtime}.index`, { accept: MANIFEST })).body);
  const plain = readFileSync(tar);
  const layer = await putBlob(gzipSync(plain));
  const rootfs = { type: 'layers', diff_ids: [digestOf(plain)] };
  const config = await putBlob(Buffer.from(JSON.stringify({ rootfs, from: index.layers[0].digest, tag })));
  const layers = [...manifest.layers, { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', ...layer }];
  const image = JSON.stringify({ ...manifest, config: { ...manifest.config, ...config }, layers });
  await call('PUT', `${manifests}/${tag}`, { 'content-type': MANIFEST }, image);
}

const [sources, gitops] = [github(facts.githubToken), github(facts.gitopsToken)];
const { source, before, commit } = facts;
const file = await readValuesFile(gitops, { repository: facts.gitops, path: facts.path });
await sources.get(`/repos/${source}/compare/${before}...${commit}`);
await readCommitOrigins(sources, { repository: source, oids: [commit], rulesAt: before, commit });
await pushImage();
const contents = Buffer.from(file.text.replace(facts.previousTag, facts.tag)).toString('base64');
const input = {
  branch: { repositoryNameWithOwner: facts.gitops, branchName: file.branch },
  expectedHeadOid: file.head,
  message: { headline: facts.tag },
  fileChanges: { additions: [{ path: facts.path, contents }] },
};
const mutation = `mutation Commit($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid url } }
}`;
const done = await gitops.query<{ createCommitOnBranch: { commit: { oid: string } } }>(mutation, { input });
console.log(done.createCommitOnBranch.commit.oid);
agent.destroy();
