import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { seedRuntime } from '../../sandbox/runtime/seed.ts';
import { checkout } from '../../sandbox/stage/checkout.ts';
import { ENGINEER, IMAGE, LEAD, type Stage, startStage, VALUES_FILE } from '../../sandbox/stage/stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
  const workspace = await checkout(stage.source.directory, stage.first, stage.directory);
  await seedRuntime({ ...stage, image: IMAGE, workspace, platform: 'linux/arm64' });
});
afterEach(() => stage.close());

const BOTH = { platforms: 'linux/amd64,linux/arm64' };
const valuesFile = async () => String(await stage.gitops.read('main', VALUES_FILE));

test('deploys an index, pins its digest, and rolls back from it to a single image and forward again', async () => {
  const single = await mergeDag(stage, 'orders');
  const pin = { 'pin-digest': 'true' };
  expect(await stage.run(single, { inputs: pin })).toHaveDeployed();
  const both = await mergeDag(stage, 'payments');
  const index = await stage.run(both, { inputs: { ...BOTH, ...pin } });
  expect(index).toHaveDeployed();
  expect(index.outputs.runtime).toMatch(/^runtime-[0-9a-f]+, runtime-[0-9a-f]+$/);
  expect(await valuesFile()).toContain(`digest: ${index.outputs.digest}`);
  const back = { ...pin, operation: 'rollback', 'rollback-to': `version-${single}`, reason: 'arm64 fails' };
  const rolled = await stage.run(both, { inputs: { ...BOTH, ...back }, runId: 2 });
  expect(rolled).toHaveDeployed();
  expect(rolled.outputs.digest).not.toBe(index.outputs.digest);
  expect(await valuesFile()).toContain(`digest: ${rolled.outputs.digest}`);
  const resumed = await stage.run(both, { inputs: { ...BOTH, ...pin, operation: 'resume' }, runId: 3 });
  expect(resumed).toHaveDeployed();
  expect(await valuesFile()).toContain(`digest: ${index.outputs.digest}`);
});

test('a change of documents restarts nothing, on any platform', async () => {
  const dag = await mergeDag(stage, 'orders');
  expect(await stage.run(dag, { inputs: BOTH })).toHaveDeployed();
  const { source } = stage;
  const parent = await source.head('main');
  await source.commit({ branch: 'docs', message: 'docs', author: ENGINEER, files: { 'NOTES.md': 'x' }, parent });
  const pullRequest = await source.openPullRequest({ title: 'docs', author: ENGINEER, head: 'docs' });
  await pullRequest.review({ author: LEAD, state: 'APPROVED' });
  const result = await stage.run(await pullRequest.merge({ method: 'squash', by: ENGINEER }), { inputs: BOTH });
  expect(result).toHaveEndedWith('unchanged', { outputs: { 'previous-tag': `version-${dag}` } });
});

test('a dry run names the runtime that is missing on one platform', async () => {
  const dag = await mergeDag(stage, 'orders');
  const inputs = { platforms: 'linux/amd64,linux/s390x', 'dry-run': 'true' };
  expect(await stage.run(dag, { inputs })).toHaveFailedWith('runtime-missing');
});
