import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { type Registry, startRegistry } from '../../sandbox/registry/index.ts';
import { IMAGE, LEAD, type Stage, startStage, VALUES_FILE } from '../../sandbox/stage/stage.ts';
import { blobOf } from '../../src/image/oci/blob.ts';
import type { Manifest } from '../../src/image/oci/manifest.ts';
import { openRegistry } from '../../src/registry/client.ts';

const [HOST = '', REPOSITORY = ''] = IMAGE.split('/');
const REPLICA = `replica.example.com/${REPOSITORY}`;

let stage: Stage;
let replica: Registry;
let environment: Readonly<Record<string, string>>;
beforeEach(async () => {
  stage = await startStage();
  replica = await startRegistry({ directory: join(stage.directory, 'replica') });
  const endpoints = { [HOST]: stage.registry.url, 'replica.example.com': replica.url };
  environment = { ...stage.environment, FLUX_AIRFLOW_REGISTRY_ENDPOINTS: JSON.stringify(endpoints) };
  const text = String(await stage.gitops.read('main', VALUES_FILE)).replaceAll(IMAGE, REPLICA);
  await stage.gitops.commit({ branch: 'main', message: 'replica', author: LEAD, files: { [VALUES_FILE]: text } });
});
afterEach(() => Promise.all([stage.close(), replica.close()]));

/** Copies an image to the replica, as replication does. */
async function replicate(tag: string): Promise<void> {
  const credentials = { username: 'AWS', password: stage.pullPassword() };
  const from = openRegistry({ image: { registry: stage.registry.host, repository: REPOSITORY }, credentials });
  const to = openRegistry({ image: { registry: replica.host, repository: REPOSITORY } });
  const stored = await from.getManifest(tag);
  if (stored === undefined) throw new Error(`${tag} is missing`);
  const { config, layers }: Manifest = JSON.parse(stored.bytes.toString());
  for (const part of [config, ...layers]) await to.putBlob(blobOf(await from.getBlob(part)));
  await to.putManifest(tag, stored);
}

test('the tag is committed only when the replica that the values file names has the image', async () => {
  const commit = await mergeDag(stage, 'orders');
  const head = await stage.gitops.head('main');
  const inputs = { 'cluster-image': REPLICA, 'replica-timeout': '0.02', 'pin-digest': 'true' };
  expect(await stage.run(commit, { inputs, environment })).toHaveFailedWith('replica-missing');
  expect(await stage.gitops.head('main')).toBe(head);
  await replicate(`version-${commit}`);
  const result = await stage.run(commit, { inputs, environment, runId: 2 });
  expect(result).toHaveDeployed();
  expect(result.outputs.reference).toBe(`${REPLICA}:version-${commit}@${result.outputs.digest}`);
  const text = String(await stage.gitops.read('main', VALUES_FILE));
  expect(text).toContain(`repository: ${REPLICA}`);
  expect(text).toContain(`digest: ${result.outputs.digest}`);
});

test('with replica-timeout 0, a name that the runner cannot reach is only compared', async () => {
  const commit = await mergeDag(stage, 'orders');
  const inputs = { 'cluster-image': REPLICA, 'replica-timeout': '0' };
  expect(await stage.run(commit, { inputs, environment })).toHaveDeployed();
  expect(replica.service.calls).toEqual([]);
});

test('without cluster-image, a values file that names the replica is wrong-target', async () => {
  const commit = await mergeDag(stage, 'orders');
  expect(await stage.run(commit)).toHaveFailedWith('wrong-target');
});
