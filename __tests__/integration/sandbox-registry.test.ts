import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Registry, type RegistryOptions, startRegistry } from '../../sandbox/registry/index.ts';
import { waitFor } from '../../sandbox/wait-for.ts';

const IMAGE = 'application/vnd.oci.image.manifest.v1+json';
const CONFIG = 'application/vnd.oci.image.config.v1+json';

let directory: string;
let registry: Registry;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sandbox-registry-'));
});
afterEach(async () => {
  await registry.close();
  await rm(directory, { recursive: true, force: true });
});

async function start(options: Partial<RegistryOptions> = {}): Promise<string> {
  registry = await startRegistry({ directory, ...options });
  return `${registry.url}/v2/flux-airflow`;
}

function digest(bytes: Uint8Array, algorithm = 'sha256'): string {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}

/** Sends a request to the relative URL of an upload. */
async function upload(base: string, send: (location: string) => Promise<Response>): Promise<Response> {
  const begun = await fetch(`${base}/blobs/uploads/`, { method: 'POST' });
  expect(begun.status).toBe(202);
  return send(new URL(begun.headers.get('location') ?? '', base).href);
}

function put(base: string, bytes: Buffer, claimed = digest(bytes)): Promise<Response> {
  return upload(base, (location) => fetch(`${location}?digest=${claimed}`, { method: 'PUT', body: bytes }));
}

async function putManifest(base: string, reference: string, fields: object = {}): Promise<Response> {
  const config = Buffer.from('{}');
  expect((await put(base, config)).status).toBe(201);
  const body = JSON.stringify({
    schemaVersion: 2,
    mediaType: IMAGE,
    config: { mediaType: CONFIG, digest: digest(config), size: config.length },
    layers: [],
    ...fields,
  });
  return fetch(`${base}/manifests/${reference}`, { method: 'PUT', body, headers: { 'content-type': IMAGE } });
}

async function codeOf(answer: Response): Promise<string> {
  const { errors } = (await answer.json()) as { errors: { code: string }[] };
  return `${answer.status} ${errors[0]?.code}`;
}

test.each(['sha256', 'sha512'])('keeps a blob under its %s digest and serves ranges of it', async (algorithm) => {
  const base = await start();
  const bytes = randomBytes(200_000);
  const name = digest(bytes, algorithm);
  expect((await put(base, bytes, name)).status).toBe(201);
  const head = await fetch(`${base}/blobs/${name}`, { method: 'HEAD' });
  expect(head.headers.get('content-length')).toBe('200000');
  const whole = await fetch(`${base}/blobs/${name}`);
  expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true);
  const part = await fetch(`${base}/blobs/${name}`, { headers: { range: 'bytes=100000-100009' } });
  expect(part.status).toBe(206);
  expect(part.headers.get('content-range')).toBe('bytes 100000-100009/200000');
  expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(100_000, 100_010))).toBe(true);
  const beyond = await fetch(`${base}/blobs/${name}`, { headers: { range: 'bytes=200000-' } });
  expect(beyond.status).toBe(416);
});

test('rejects content that does not match its digest, and keeps nothing of it', async () => {
  const base = await start();
  const bytes = randomBytes(100);
  expect(await codeOf(await put(base, bytes, digest(randomBytes(100))))).toBe('400 DIGEST_INVALID');
  expect(await codeOf(await put(base, bytes, 'sha256:abc'))).toBe('400 DIGEST_INVALID');
  expect(await readdir(join(directory, 'blobs/sha256'))).toEqual([]);
});

test('accepts chunks only in order, and returns the position to continue from', async () => {
  const base = await start();
  const bytes = randomBytes(3000);
  const done = await upload(base, async (location) => {
    const patch = (start: number, end: number) =>
      fetch(location, {
        method: 'PATCH',
        headers: { 'content-range': `${start}-${end - 1}` },
        body: bytes.subarray(start, end),
      });
    expect((await patch(0, 1000)).headers.get('range')).toBe('0-999');
    const early = await patch(2000, 3000);
    expect(early.status).toBe(416);
    expect(early.headers.get('range')).toBe('0-999');
    const status = await fetch(location);
    expect(status.status).toBe(204);
    expect(status.headers.get('range')).toBe('0-999');
    expect((await patch(1000, 2000)).status).toBe(202);
    return fetch(`${location}?digest=${digest(bytes)}`, { method: 'PUT', body: bytes.subarray(2000) });
  });
  expect(done.status).toBe(201);
});

test('a broken monolithic upload can be repeated at the same URL', async () => {
  const base = await start();
  const bytes = randomBytes(500_000);
  const done = await upload(base, async (location) => {
    const broken = request(`${location}?digest=${digest(bytes)}`, {
      method: 'PUT',
      headers: { 'content-length': bytes.length },
    }).on('error', () => {});
    broken.write(bytes.subarray(0, 250_000), () => setTimeout(() => broken.destroy(), 50));
    await waitFor('the end of the broken upload', () => registry.service.calls.length >= 2, { everyMs: 5 });
    return fetch(`${location}?digest=${digest(bytes)}`, { method: 'PUT', body: bytes });
  });
  expect(done.status).toBe(201);
});

test('mounts a blob of another repository, and keeps it until the last repository deletes it', async () => {
  const base = await start();
  const bytes = randomBytes(10);
  const name = digest(bytes);
  await put(base, bytes);
  const other = base.replace('flux-airflow', 'team/other');
  const mounted = await fetch(`${other}/blobs/uploads/?mount=${name}&from=flux-airflow`, { method: 'POST' });
  expect(mounted.status).toBe(201);
  await fetch(`${base}/blobs/${name}`, { method: 'DELETE' });
  expect((await fetch(`${base}/blobs/${name}`)).status).toBe(404);
  expect((await fetch(`${other}/blobs/${name}`)).status).toBe(200);
  await fetch(`${other}/blobs/${name}`, { method: 'DELETE' });
  expect(await readdir(join(directory, 'blobs/sha256'))).toEqual([]);
});

test('serves a manifest byte for byte, by tag and by digest, and lists its tags in pages', async () => {
  const base = await start();
  for (const tag of ['b', 'a', 'c']) expect((await putManifest(base, tag)).status).toBe(201);
  const byTag = await fetch(`${base}/manifests/a`);
  const name = byTag.headers.get('docker-content-digest') ?? '';
  const bytes = Buffer.from(await byTag.arrayBuffer());
  expect(digest(bytes)).toBe(name);
  const page = await fetch(`${base}/tags/list?n=2`);
  expect(await page.json()).toEqual({ name: 'flux-airflow', tags: ['a', 'b'] });
  expect(page.headers.get('link')).toBe('</v2/flux-airflow/tags/list?n=2&last=b>; rel="next"');
  expect((await fetch(`${base}/manifests/${name}`, { method: 'DELETE' })).status).toBe(202);
  expect(await (await fetch(`${base}/tags/list`)).json()).toEqual({ name: 'flux-airflow', tags: [] });
});

test('rejects wrong and incomplete manifests', async () => {
  const base = await start();
  const missing = { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: digest(randomBytes(4)), size: 4 };
  expect(await codeOf(await putManifest(base, 'a', { layers: [missing] }))).toBe('400 MANIFEST_BLOB_UNKNOWN');
  expect(await codeOf(await putManifest(base, 'a', { mediaType: 'text/plain' }))).toBe('400 MANIFEST_INVALID');
  expect(await codeOf(await putManifest(base, 'a', { schemaVersion: 1 }))).toBe('400 MANIFEST_INVALID');
  expect(await codeOf(await putManifest(base, digest(randomBytes(4))))).toBe('400 DIGEST_INVALID');
  expect(await codeOf(await fetch(`${base}/manifests/a`))).toBe('404 MANIFEST_UNKNOWN');
  expect(await codeOf(await fetch(`${registry.url}/v2/none/manifests/a`))).toBe('404 NAME_UNKNOWN');
});

test('immutable tags accept only the same manifest again; other tags move', async () => {
  const base = await start({ immutableTags: true });
  const other = { annotations: { of: 'another' } };
  expect((await putManifest(base, 'v1')).status).toBe(201);
  expect((await putManifest(base, 'v1')).status).toBe(201);
  expect(await codeOf(await putManifest(base, 'v1', other))).toBe('400 TAG_INVALID');
  await registry.close();
  const movable = await start();
  expect((await putManifest(movable, 'v1')).status).toBe(201);
  expect((await putManifest(movable, 'v1', other)).status).toBe(201);
});

test('lists the referrers of a manifest', async () => {
  const base = await start();
  const subject = { mediaType: IMAGE, digest: digest(Buffer.from('not there yet')), size: 13 };
  const put = await putManifest(base, 'signature', { subject, artifactType: 'application/signature' });
  expect(put.headers.get('oci-subject')).toBe(subject.digest);
  await putManifest(base, 'report', { subject, artifactType: 'application/report' });
  const all = await fetch(`${base}/referrers/${subject.digest}`);
  expect(((await all.json()) as { manifests: unknown[] }).manifests).toHaveLength(2);
  const some = await fetch(`${base}/referrers/${subject.digest}?artifactType=application/report`);
  expect(some.headers.get('oci-filters-applied')).toBe('artifactType');
  expect(((await some.json()) as { manifests: object[] }).manifests).toMatchObject([
    { artifactType: 'application/report', mediaType: IMAGE },
  ]);
});

test('Basic authorization', async () => {
  await start({ auth: { kind: 'basic', username: 'ada', password: 'a:b' } });
  const refused = await fetch(`${registry.url}/v2/`);
  expect(refused.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
  expect(await codeOf(refused)).toBe('401 UNAUTHORIZED');
  const authorization = `Basic ${Buffer.from('ada:a:b').toString('base64')}`;
  expect((await fetch(`${registry.url}/v2/`, { headers: { authorization } })).status).toBe(200);
});

/** Fetches a token as the challenge asks, and begins an upload with it; returns the status and the rejection. */
async function beginWith(base: string, scope?: string): Promise<[number, string | undefined, string | undefined]> {
  const begin = (headers: Record<string, string>) => fetch(`${base}/blobs/uploads/`, { method: 'POST', headers });
  const challenge = (await begin({})).headers.get('www-authenticate') ?? '';
  const [, realm, service, demanded] = /realm="(.+)",service="(.+)",scope="(.+)"/.exec(challenge) ?? [];
  const given = await fetch(`${realm}?service=${service}&scope=${scope ?? demanded}`);
  const { token } = (await given.json()) as { token: string };
  const { status, headers } = await begin({ authorization: `Bearer ${token}` });
  return [status, /error="(\w+)"/.exec(headers.get('www-authenticate') ?? '')?.[1], demanded];
}

test('Bearer authorization: a token is valid only for its scope', async () => {
  const base = await start({ auth: { kind: 'bearer' } });
  const demanded = 'repository:flux-airflow:pull,push';
  expect(await beginWith(base)).toEqual([202, undefined, demanded]);
  expect(await beginWith(base, 'repository:flux-airflow:pull')).toEqual([401, 'insufficient_scope', demanded]);
});

test('Bearer authorization: an expired token is rejected', async () => {
  const base = await start({ auth: { kind: 'bearer', lifetimeSeconds: 0 } });
  expect(await beginWith(base)).toEqual([401, 'invalid_token', 'repository:flux-airflow:pull,push']);
});

test('a fault affects its planned call, and a lost response does not undo the work', async () => {
  const base = await start();
  const bytes = randomBytes(10);
  registry.service.faults.plan({ route: /^PUT .*uploads/, nth: 1, fault: 'lost-answer' });
  await expect(put(base, bytes)).rejects.toThrow();
  expect((await fetch(`${base}/blobs/${digest(bytes)}`, { method: 'HEAD' })).status).toBe(200);
});

test('a truncated download is detected, and the next one is complete', async () => {
  const base = await start();
  const bytes = randomBytes(1_000_000);
  await put(base, bytes);
  registry.service.faults.plan({ route: /^GET .*blobs/, nth: 1, fault: 'truncated' });
  const pull = async () => Buffer.from(await (await fetch(`${base}/blobs/${digest(bytes)}`)).arrayBuffer());
  await expect(pull()).rejects.toThrow();
  expect((await pull()).equals(bytes)).toBe(true);
});
