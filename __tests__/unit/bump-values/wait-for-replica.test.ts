import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { waitForReplica } from '../../../src/bump-values/wait-for-replica.ts';
import { digestOf } from '../../../src/image/oci/digest.ts';
import { OCI_MANIFEST } from '../../../src/image/oci/media-types.ts';
import { openReader } from '../../../src/registry/reader.ts';
import { REQUEST } from './sample-bump.ts';

const [OLD, NEW] = [Buffer.from('{"schemaVersion":2,"old":1}'), Buffer.from('{"schemaVersion":2}')];
const running: Server[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await new Promise((resolve) => server.close(resolve));
});

/** Starts a registry whose tag has these manifests, one after another; the last one stays. */
async function startReplica(...manifests: (Buffer | undefined)[]) {
  let asked = 0;
  const server = createServer((_, response) => {
    const manifest = manifests[Math.min(asked, manifests.length - 1)];
    asked += 1;
    response.writeHead(manifest === undefined ? 404 : 200, { 'content-type': OCI_MANIFEST }).end(manifest);
  });
  running.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const registry = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { registry: openReader({ registry, repository: 'team/airflow' }, { retryLimitMs: 0 }), asked: () => asked };
}

const wait = (registry: Awaited<ReturnType<typeof startReplica>>['registry'], limitMs: number, dryRun = false) => {
  const request = { ...REQUEST, delivery: { ...REQUEST.delivery, dryRun } };
  return waitForReplica({ replica: { registry, limitMs } }, request, digestOf(NEW), 1);
};

test('waits until the tag has the digest, also if it has another one before', async () => {
  const { registry, asked } = await startReplica(undefined, OLD, undefined, NEW);
  await wait(registry, 10_000);
  expect(asked()).toBe(4);
});

test.each([
  [undefined, 'does not exist after 0.001 minutes'],
  [OLD, `is ${digestOf(OLD)} after`],
])('a replica that does not get the image is an error', async (manifest, words) => {
  const { registry } = await startReplica(manifest);
  await expect(wait(registry, 60)).rejects.toMatchObject({
    code: 'replica-missing',
    message: expect.stringContaining(words),
  });
});

test('an outage of the replica is one of its registry', async () => {
  const { registry } = await startReplica(NEW);
  for (const server of running.splice(0)) await new Promise((resolve) => server.close(resolve));
  await expect(wait(registry, 60)).rejects.toMatchObject({ kind: 'unavailable' });
});

test('a dry run does not wait', async () => {
  const { registry, asked } = await startReplica(undefined);
  await wait(registry, 60, true);
  expect(asked()).toBe(0);
});
