import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Distribution, type DistributionPart, startDistribution } from '../../sandbox/distribution/index.ts';
import { type Blob, blobOf } from '../../src/image/oci/blob.ts';
import { digestOf } from '../../src/image/oci/digest.ts';
import { OCI_CONFIG, OCI_MANIFEST } from '../../src/image/oci/media-types.ts';
import { Registry } from '../../src/registry/client.ts';
import { uploadBlob } from '../../src/registry/upload.ts';
import { describeWith } from './parts/find-part.ts';
import { type RegistryProxy, slow, startRegistryProxy } from './parts/registry-proxy.ts';

const CREDENTIALS = { username: 'ada', password: 'secret' };
/** Only root can mount a full disk. A run that must skip nothing fails at the mount for another user. */
const testAsRoot = process.getuid?.() === 0 || process.env.REAL_PARTS === 'required' ? test : test.skip;

describeWith(['distribution'], 'faults in front of distribution 2', () => testFaults('distribution'));
describeWith(['distribution-3'], 'faults in front of distribution 3', () => testFaults('distribution-3'));
describeWith(['crane'], 'faults in front of the registry of go-containerregistry', () => testFaults('crane'));

function testFaults(part: DistributionPart): void {
  let registry: Distribution;
  const proxies: RegistryProxy[] = [];
  beforeEach(async () => {
    registry = await startDistribution(part);
  });
  afterEach(async () => {
    await Promise.all(proxies.splice(0).map((proxy) => proxy.close()));
    await registry.close();
  });

  async function startProxy(handle: Parameters<typeof startRegistryProxy>[1]): Promise<RegistryProxy> {
    const proxy = await startRegistryProxy(registry.host, handle);
    proxies.push(proxy);
    return proxy;
  }

  test('a registry that is killed in the middle of an upload gets the blob when it is back', async () => {
    let isKilled = false;
    const proxy = await startProxy(async ({ incoming, response, forward }) => {
      if (isKilled || incoming.method !== 'PUT') return forward();
      isKilled = true;
      await registry.restart();
      response.destroy();
    });
    const client = open(proxy.host);
    await pushImage(client, 200_000);
    expect(isKilled).toBe(true);
    await expectImage(open(registry.host));
  });

  test('an upload at 100 kB/s ends', async () => {
    const proxy = await startProxy(({ incoming, forward }) =>
      forward(incoming.method === 'PUT' ? slow(100_000) : undefined),
    );
    await pushImage(open(proxy.host), 300_000);
    await expectImage(open(registry.host));
  });

  test('a token that expires in the middle of a push is renewed', async () => {
    const uses = new Map<string, number>();
    const proxy = await startProxy(({ incoming, response, forward }) => {
      const { authorization = '', host } = incoming.headers;
      if (incoming.url?.startsWith('/token')) {
        expect(authorization).toBe(`Basic ${Buffer.from('ada:secret').toString('base64')}`);
        return answer(
          response,
          200,
          {},
          JSON.stringify({ token: `token-${uses.size}-${randomBytes(4).toString('hex')}` }),
        );
      }
      const used = uses.get(authorization) ?? 0;
      uses.set(authorization, used + 1);
      if (authorization.startsWith('Bearer ') && used < 2) return forward();
      incoming.resume();
      return answer(response, 401, { 'www-authenticate': `Bearer realm="http://${host}/token",service="r"` }, '{}');
    });
    await pushImage(open(proxy.host, CREDENTIALS), 50_000);
    await expectImage(open(registry.host));
    expect(uses.size).toBeGreaterThan(2);
  });

  test('a download that is redirected to a storage service sends no credentials there', async () => {
    const storage = await startProxy(({ forward }) => forward());
    const proxy = await startProxy(({ incoming, response, forward }) => {
      const { method, url, headers } = incoming;
      if (headers.authorization === undefined) {
        incoming.resume();
        return answer(response, 401, { 'www-authenticate': 'Basic realm="r"' }, '{}');
      }
      if (method !== 'GET' || !url?.includes('/blobs/')) return forward();
      return answer(response, 307, { location: `http://${storage.host}${url}` }, '');
    });
    const client = open(proxy.host, CREDENTIALS);
    await pushImage(client, 50_000);
    await expectImage(client);
    expect(storage.calls.length).toBeGreaterThan(0);
    expect(storage.calls.filter(({ authorization }) => authorization !== undefined)).toEqual([]);
    expect(proxy.calls.some(({ authorization }) => authorization?.startsWith('Basic '))).toBe(true);
  });

  testAsRoot('a full disk (as root) is an error in the words of the registry, and a rerun heals', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'flux-airflow-full-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
    const full = await startDistribution(part, folder);
    try {
      const client = open(full.host);
      const blob = blobOf(randomBytes(3_000_000));
      const error = await client.uploadOnce(blob).catch((cause: unknown) => cause);
      expect(String(error)).toMatch(/HTTP 500.*no space left on device/);
      expect(await client.hasBlob(blob.digest)).toBe(false);
      execFileSync('mount', ['-o', 'remount,size=20m', folder]);
      await pushImage(client, 3_000_000);
      await expectImage(client);
    } finally {
      await full.close();
      execFileSync('umount', [folder]);
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

class Client extends Registry {
  /** Uploads a blob without a retry. */
  uploadOnce(blob: Blob): Promise<void> {
    return uploadBlob(this.session, blob);
  }
}

function open(host: string, credentials?: typeof CREDENTIALS): Client {
  const image = { registry: host, repository: 'team' };
  return new Client(credentials === undefined ? { image } : { image, credentials });
}

/** Pushes an image with one layer of random bytes. */
async function pushImage(client: Registry, bytes: number): Promise<void> {
  const [config, layer] = [blobOf(Buffer.from('{}')), blobOf(randomBytes(bytes))];
  for (const blob of [config, layer]) await client.putBlob(blob);
  const describe = ({ digest, size }: typeof config, mediaType: string) => ({ mediaType, digest, size });
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      config: describe(config, OCI_CONFIG),
      layers: [describe(layer, 'application/vnd.oci.image.layer.v1.tar')],
    }),
  );
  await client.putManifest('v1', { mediaType: OCI_MANIFEST, digest: digestOf(manifest), bytes: manifest });
}

/** Reads the image again, with all its blobs; the client checks their digests. */
async function expectImage(client: Registry): Promise<void> {
  const stored = await client.getManifest('v1');
  const { config, layers } = JSON.parse(String(stored?.bytes));
  for (const blob of [config, ...layers]) expect((await client.getBlob(blob)).length).toBe(blob.size);
}

function answer(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
): void {
  response.writeHead(status, headers).end(body);
}
