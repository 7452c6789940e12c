import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, expect, test } from '@jest/globals';
import { openRegistry } from '../../../src/registry/client.ts';
import { withIdleTimeout } from '../../../src/registry/idle-timeout.ts';

const BLOB = Buffer.alloc(1_000_000, 'layer');
let server: Server;
afterEach(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

async function listen(answer: (response: ServerResponse) => void): Promise<string> {
  server = createServer((_, response) => answer(response.writeHead(200, { 'content-length': BLOB.length })));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function answerOf(url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => get(url, resolve).on('error', reject));
}

async function openBlob(host: string) {
  return openRegistry({ image: { registry: host, repository: 'team/flux-airflow' } }).openBlob('sha256:1');
}

test('a blob is streamed completely', async () => {
  const blob = await openBlob(await listen((response) => response.end(BLOB)));
  expect((await buffer(blob)).equals(BLOB)).toBe(true);
});

test('a broken download is an outage of the registry', async () => {
  const host = await listen((response) => response.write(BLOB.subarray(0, 1_000), () => response.destroy()));
  await expect(buffer(await openBlob(host))).rejects.toMatchObject({ name: 'RegistryError', kind: 'unavailable' });
});

test('a stalled download is an outage of the registry', async () => {
  const host = await listen((response) => response.write(BLOB.subarray(0, 1_000)));
  const url = `http://${host}/v2/team/flux-airflow/blobs/sha256:1`;
  const message = await answerOf(url);
  const body = withIdleTimeout({ method: 'GET', url, headers: {} }, message, 50);
  const reading = buffer(body);
  await expect(reading).rejects.toThrow(`The connection to the registry ${host} failed: no byte arrived for 0.05 s`);
  await expect(reading).rejects.toMatchObject({ name: 'RegistryError', kind: 'unavailable' });
});

test('a slow reader does not cause a timeout', async () => {
  const host = await listen((response) => response.end(BLOB));
  const url = `http://${host}/v2/team/flux-airflow/blobs/sha256:1`;
  const message = await answerOf(url);
  let length = 0;
  for await (const chunk of withIdleTimeout({ method: 'GET', url, headers: {} }, message, 2_000)) {
    if (length === 0) await new Promise((resolve) => setTimeout(resolve, 4_000));
    length += chunk.length;
  }
  expect(length).toBe(BLOB.length);
});
