/** A compromised registry: the content that it returns is checked against the digest. */
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

function wrongContent(of: string): string {
  return `wrong content for the ${of}: ${digestOf(EVIL)}`;
}

const givesEvil = (_: IncomingMessage, response: ServerResponse) => {
  response.setHeader('content-type', OCI_MANIFEST).setHeader('docker-content-digest', digestOf(HONEST)).end(EVIL);
};

test('a manifest that does not match its digest is rejected', async () => {
  const registry = await registryThat(givesEvil);
  await expect(registry.getManifest(digestOf(HONEST))).rejects.toThrow(wrongContent(`manifest ${digestOf(HONEST)}`));
});

test('a tag for which the registry reports the wrong digest is rejected', async () => {
  const registry = await registryThat(givesEvil);
  await expect(registry.getManifest('version-1')).rejects.toThrow(wrongContent('manifest version-1'));
});

test('parameters that a proxy adds to a media type are ignored', async () => {
  const registry = await registryThat((_, response) => {
    response.setHeader('content-type', `${OCI_MANIFEST}; charset=utf-8`).end(HONEST);
  });
  expect(await registry.getManifest('version-1')).toMatchObject({ mediaType: OCI_MANIFEST, digest: digestOf(HONEST) });
});

test('a blob that does not match its digest is rejected, also if it is embedded in a manifest', async () => {
  const registry = await registryThat(givesEvil);
  const wanted = { mediaType: 'text/plain', digest: digestOf(HONEST), size: HONEST.length };
  const embedded = { ...wanted, data: EVIL.toString('base64') };
  for (const blob of [wanted, embedded]) {
    await expect(registry.getBlob(blob)).rejects.toThrow(wrongContent(`blob ${digestOf(HONEST)}`));
  }
});

test('a redirect to another server gets no credentials', async () => {
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

test('a push fails if the registry reports another digest for the stored manifest', async () => {
  const registry = await registryThat((_, response) => {
    response.writeHead(201, { 'docker-content-digest': digestOf(EVIL) }).end();
  });
  const manifest = { mediaType: OCI_MANIFEST, digest: digestOf(HONEST), bytes: HONEST };
  await expect(registry.putManifest('version-1', manifest)).rejects.toThrow(wrongContent('manifest version-1'));
});

test.each([
  [HONEST, 'stored'],
  [EVIL, wrongContent('manifest version-1')],
])('a registry that reports no digest for a stored manifest is asked for it: %s', async (kept, ends) => {
  const manifest = { mediaType: OCI_MANIFEST, digest: digestOf(HONEST), bytes: HONEST };
  const registry = await registryThat(({ method }, response) => {
    if (method === 'PUT') response.writeHead(201).end();
    else response.writeHead(200, { 'content-type': OCI_MANIFEST }).end(method === 'HEAD' ? undefined : kept);
  });
  const stored = registry.putManifest('version-1', manifest).catch(({ message }: Error) => message);
  expect(await stored).toContain(ends);
});

test.each([
  [1, 'stored', 2],
  [2, 'DIGEST_INVALID', 2],
])('a manifest that another push disturbs is sent once more: %d times', async (disturbed, ends, calls) => {
  const manifest = { mediaType: OCI_MANIFEST, digest: digestOf(HONEST), bytes: HONEST };
  let sent = 0;
  const registry = await registryThat((_, response) => {
    sent += 1;
    if (sent > disturbed) response.writeHead(201, { 'docker-content-digest': digestOf(HONEST) }).end();
    else response.writeHead(400).end('{"errors":[{"code":"DIGEST_INVALID","message":"did not match"}]}');
  });
  const stored = registry.putManifest('version-1', manifest).catch(({ message }: Error) => message);
  expect(await stored).toContain(ends);
  expect(sent).toBe(calls);
});
