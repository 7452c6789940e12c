import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { blobOf } from '../../../src/image/oci/blob.ts';
import { openRegistry, type Registry } from '../../../src/registry/client.ts';
import { openReader } from '../../../src/registry/reader.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const BLOB = blobOf(Buffer.from('code'));
const INVALID = '{"errors":[{"code":"BLOB_UPLOAD_INVALID","message":"blob upload invalid"}]}';
const running: Server[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** Starts a registry that begins every upload; `answers` are those to PUT, one after another. */
async function startRegistry(
  isStored: boolean,
  ...answers: Handler[]
): Promise<{ registry: Registry; host: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      asked.push(request.method ?? '');
      if (request.method === 'POST') response.writeHead(202, { location: '/v2/a/b/blobs/uploads/1' }).end();
      else if (request.method === 'HEAD') response.writeHead(isStored ? 200 : 404).end();
      else answers.shift()?.(request, response);
    });
  });
  running.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { registry: openRegistry({ image: { registry: host, repository: 'a/b' } }), host, asked };
}

const gives =
  (status: number, body = ''): Handler =>
  (_, response) => {
    response.writeHead(status).end(body);
  };

test('another job uploaded the same blob: the registry has it', async () => {
  const { registry, asked } = await startRegistry(true, gives(400, INVALID));
  await registry.putBlob(BLOB);
  expect(asked).toEqual(['POST', 'PUT', 'HEAD']);
});

test('an invalid upload is begun again', async () => {
  const { registry, asked } = await startRegistry(false, gives(400, INVALID), gives(201));
  await registry.putBlob(BLOB);
  expect(asked).toEqual(['POST', 'PUT', 'HEAD', 'POST', 'PUT']);
});

test('a lost response is looked up before the blob is sent again', async () => {
  const { registry, asked } = await startRegistry(true, (request) => request.socket.destroy());
  await registry.putBlob(BLOB);
  expect(asked).toEqual(['POST', 'PUT', 'HEAD']);
});

test('a refusal is an error at once', async () => {
  const { registry, asked } = await startRegistry(true, gives(403, '{"errors":[{"code":"DENIED","message":"no"}]}'));
  await expect(registry.putBlob(BLOB)).rejects.toMatchObject({ kind: 'denied' });
  expect(asked).toEqual(['POST', 'PUT']);
});

test('a proxy that limits the size of a request is quoted', async () => {
  const page = '<html><head><title>413 Request Entity Too Large</title></head></html>';
  const { registry } = await startRegistry(false, gives(413, page));
  await expect(registry.putBlob(BLOB)).rejects.toMatchObject({
    kind: 'too-large',
    message: expect.stringContaining('(HTTP 413). It returned: 413 Request Entity Too Large'),
  });
});

test('an outage has the registry’s own words', async () => {
  const full = '{"errors":[{"code":"UNKNOWN","message":"unknown error","detail":"no space left on device"}]}';
  const { host } = await startRegistry(false, gives(500, full));
  const reader = openReader({ registry: host, repository: 'a/b' }, { retryLimitMs: 0 });
  await expect(reader.getManifest('v1')).rejects.toMatchObject({
    kind: 'unavailable',
    message: expect.stringMatching(/\(HTTP 500\)\. It returned: UNKNOWN: unknown error \("no space left on device"\)/),
  });
});

/** Starts a registry that reads the first bytes of a blob, and the others after a pause. */
async function startSlowRegistry(pauseMs: number): Promise<{ registry: Registry; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.method ?? '');
    if (request.method === 'POST') {
      response.writeHead(202, { location: '/v2/a/b/blobs/uploads/1' }).end();
      return;
    }
    request.once('data', () => {
      request.pause();
      setTimeout(() => request.resume(), pauseMs);
    });
    request.on('end', () => response.writeHead(201).end());
  });
  running.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { registry: openRegistry({ image: { registry: host, repository: 'a/b' } }), asked };
}

test('a pause of 31 s, in the middle of an upload or before the answer, is not an outage', async () => {
  const storing = await startRegistry(false, (_, response) => {
    setTimeout(() => response.writeHead(201).end(), 31_000);
  });
  const slow = await startSlowRegistry(31_000);
  // More than the buffers of both sides of a connection can hold.
  const large = blobOf(Buffer.alloc(64 << 20));
  await Promise.all([storing.registry.putBlob(BLOB), slow.registry.putBlob(large)]);
  expect(storing.asked).toEqual(['POST', 'PUT']);
  expect(slow.asked).toEqual(['POST', 'PUT']);
});
