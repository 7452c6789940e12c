import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { openReader, type RegistryReader } from '../../../src/registry/reader.ts';

const DIGEST = `sha256:${'0'.repeat(64)}`;
let server: Server;
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Opens a registry that answers the first call with 503 and `Retry-After`, and has every manifest after that. */
async function openBusy(
  retryAfter: string,
  retryLimitMs: number,
): Promise<{ reader: RegistryReader; asked: (string | undefined)[] }> {
  const asked: (string | undefined)[] = [];
  server = createServer(({ method }, response) => {
    asked.push(method);
    if (asked.length === 1) response.writeHead(503, { 'retry-after': retryAfter }).end();
    else response.writeHead(200, { 'docker-content-digest': DIGEST }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const registry = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { reader: openReader({ registry, repository: 'a/b' }, { retryLimitMs }), asked };
}

test.each<[string, (reader: RegistryReader) => Promise<unknown>, string]>([
  ['a look-up', (reader) => reader.resolve('version-1'), 'HEAD'],
  ['a download', async (reader) => (await reader.openBlob(DIGEST)).resume(), 'GET'],
])('%s waits as long as the registry asks for, also beyond the limit of retries', async (_, call, method) => {
  const { reader, asked } = await openBusy('1', 1);
  await call(reader);
  expect(asked).toEqual([method, method]);
});

test.each([
  ['asks for more than four minutes', '300', 1],
  ['is busy, without retries', '0', 0],
])('a registry that %s gets one call', async (_, retryAfter, retryLimitMs) => {
  const { reader, asked } = await openBusy(retryAfter, retryLimitMs);
  await expect(reader.resolve('version-1')).rejects.toMatchObject({ kind: 'unavailable' });
  expect(asked).toEqual(['HEAD']);
});
