/** A registry that was broken into: what it gives under a digest, or says of a tag, is held against the content. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { digestOf } from '../../src/image/oci/digest.ts';
import { OCI_MANIFEST } from '../../src/image/oci/media-types.ts';
import { openRegistry, type Registry } from '../../src/registry/client.ts';

const HONEST = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_MANIFEST, layers: [] }));
const EVIL = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_MANIFEST, layers: ['evil'] }));

let server: Server;
afterEach(() => stop(server));

function stop(running: Server): Promise<unknown> {
  running.closeAllConnections();
  return new Promise((resolve) => running.close(resolve));
}

async function registryThat(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Registry> {
  server = createServer((request, response) => {
    request.resume().on('end', () => answer(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const credentials = { username: 'robot', password: 'canary' };
  return openRegistry({ image: { registry: `127.0.0.1:${port}`, repository: 'team/flux-airflow' }, credentials });
}

const givesEvil = (_: IncomingMessage, response: ServerResponse) => {
  response.setHeader('content-type', OCI_MANIFEST).setHeader('docker-content-digest', digestOf(HONEST)).end(EVIL);
};

test('another manifest under a digest is refused', async () => {
  const registry = await registryThat(givesEvil);
  await expect(registry.getManifest(digestOf(HONEST))).rejects.toThrow(`something else: ${digestOf(EVIL)}`);
});

test('a tag whose digest is told wrongly is refused', async () => {
  const registry = await registryThat(givesEvil);
  await expect(registry.getManifest('version-1')).rejects.toThrow(`something else: ${digestOf(EVIL)}`);
});

test('a media type is taken without the parameters that a proxy adds', async () => {
  const registry = await registryThat((_, response) => {
    response.setHeader('content-type', `${OCI_MANIFEST}; charset=utf-8`).end(HONEST);
  });
  expect(await registry.getManifest('version-1')).toMatchObject({ mediaType: OCI_MANIFEST, digest: digestOf(HONEST) });
});

test('another blob under a digest is refused, and so is one that is embedded in a manifest', async () => {
  const registry = await registryThat(givesEvil);
  const wanted = { mediaType: 'text/plain', digest: digestOf(HONEST), size: HONEST.length };
  const embedded = { ...wanted, data: EVIL.toString('base64') };
  for (const blob of [wanted, embedded]) {
    await expect(registry.getBlob(blob)).rejects.toThrow(`something else: ${digestOf(EVIL)}`);
  }
});

test('it sends us elsewhere: the credentials do not go with us', async () => {
  const seen: (string | undefined)[] = [];
  const elsewhere = createServer((request, response) => {
    seen.push(request.headers.authorization);
    response.end(HONEST);
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = elsewhere.address() as AddressInfo;
    const registry = await registryThat((request, response) => {
      if (request.headers.authorization === undefined) {
        response.writeHead(401, { 'www-authenticate': 'Basic realm="team"' }).end();
      } else response.writeHead(307, { location: `http://127.0.0.1:${port}/blob` }).end();
    });
    const descriptor = { mediaType: 'text/plain', digest: digestOf(HONEST), size: HONEST.length };
    expect(await registry.getBlob(descriptor)).toEqual(HONEST);
    expect(seen).toEqual([undefined]);
  } finally {
    await stop(elsewhere);
  }
});

test('a manifest that it says it stored as another is no push', async () => {
  const registry = await registryThat((_, response) => {
    response.writeHead(201, { 'docker-content-digest': digestOf(EVIL) }).end();
  });
  const manifest = { mediaType: OCI_MANIFEST, digest: digestOf(HONEST), bytes: HONEST };
  await expect(registry.putManifest('version-1', manifest)).rejects.toThrow(`something else: ${digestOf(EVIL)}`);
});

test.each([
  [HONEST, 'stored'],
  [EVIL, `something else: ${digestOf(EVIL)}`],
])('one that does not say what it stored is asked: %s', async (kept, ends) => {
  const manifest = { mediaType: OCI_MANIFEST, digest: digestOf(HONEST), bytes: HONEST };
  const registry = await registryThat(({ method }, response) => {
    if (method === 'PUT') response.writeHead(201).end();
    else response.writeHead(200, { 'content-type': OCI_MANIFEST }).end(method === 'HEAD' ? undefined : kept);
  });
  const stored = registry.putManifest('version-1', manifest).catch(({ message }: Error) => message);
  expect(await stored).toContain(ends);
});
