import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { type Registry, startRegistry } from '../../sandbox/registry/index.ts';
import { IMAGE, LEAD, type Stage, startStage, VALUES_FILE } from '../../sandbox/stage/stage.ts';

const REGISTRY = IMAGE.split('/')[0] ?? '';
const REPLICA = IMAGE.replace(/ecr\.[\w-]+/, 'ecr.us-east-1');

let stage: Stage;
let empty: Registry;
beforeEach(async () => {
  stage = await startStage();
  empty = await startRegistry({ directory: join(stage.directory, 'replica') });
  const text = String(await stage.gitops.read('main', VALUES_FILE)).replaceAll(IMAGE, REPLICA);
  await stage.gitops.commit({ branch: 'main', message: 'replica', author: LEAD, files: { [VALUES_FILE]: text } });
});
afterEach(() => Promise.all([stage.close(), empty.close()]));

/** Returns the environment of a job in which the replica is at this address. */
function withReplica(url: string): Readonly<Record<string, string>> {
  const endpoints = { [REGISTRY]: stage.registry.url, [REPLICA.split('/')[0] ?? '']: url };
  return { ...stage.environment, FLUX_AIRFLOW_REGISTRY_ENDPOINTS: JSON.stringify(endpoints) };
}

test('the values file names the replica, and the tag is committed when the replica has the image', async () => {
  const commit = await mergeDag(stage, 'orders');
  const inputs = { 'cluster-image': REPLICA, 'pin-digest': 'true' };
  const result = await stage.run(commit, { inputs, environment: withReplica(stage.registry.url) });
  expect(result).toHaveDeployed();
  expect(result.outputs.reference).toBe(`${REPLICA}:version-${commit}@${result.outputs.digest}`);
  const text = String(await stage.gitops.read('main', VALUES_FILE));
  expect(text).toContain(`repository: ${REPLICA}`);
  expect(text).toContain(`digest: ${result.outputs.digest}`);
});

test('nothing is committed while the replica lacks the image; without a wait it is', async () => {
  const commit = await mergeDag(stage, 'orders');
  const head = await stage.gitops.head('main');
  const environment = withReplica(empty.url);
  const inputs = { 'cluster-image': REPLICA, 'replica-timeout': '0.02' };
  const result = await stage.run(commit, { inputs, environment });
  expect(result).toHaveFailedWith('replica-missing');
  expect(await stage.gitops.head('main')).toBe(head);
  const unasked = await stage.run(commit, { inputs: { ...inputs, 'replica-timeout': '0' }, environment, runId: 2 });
  expect(unasked).toHaveDeployed();
});

test('without cluster-image, a values file that names the replica is wrong-target', async () => {
  const commit = await mergeDag(stage, 'orders');
  expect(await stage.run(commit)).toHaveFailedWith('wrong-target');
});
