import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { rebuildRuntime } from '../../sandbox/runtime/rebuild.ts';
import { commitByHand, readGitOpsFile } from '../../sandbox/stage/gitops-file.ts';
import { ENGINEER, IMAGE, type Stage, startStage, VALUES_FILE } from '../../sandbox/stage/stage.ts';
import { openRegistry } from '../../src/registry/client.ts';
import { parseImageName } from '../../src/registry/image-name.ts';
import { buildAndPush } from './build-and-push.ts';

const JOB_FILE = 'applications/job.json';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(() => stage.close());

const read = (path?: string) => readGitOpsFile(stage, path);

const write = (files: Record<string, string>) => commitByHand(stage, files);

test('pin-digest writes tag and digest in one commit, also over a wrong digest', async () => {
  const inputs = { 'pin-digest': 'true' };
  const before = await read();
  const commit = await mergeDag(stage, 'orders');
  const result = await stage.run(commit, { inputs });
  const pinned = before
    .replace(`version-${stage.first}`, `version-${commit}`)
    .replace('digest: ~', `digest: ${result.outputs.digest}`);
  expect(result).toHaveDeployed();
  expect(await read()).toEqual(pinned);
  expect(await stage.run(commit, { inputs, runId: 2 })).toHaveEndedWith('unchanged');
  await write({ [VALUES_FILE]: pinned.replace(/sha256:\w+/, `sha256:${'0'.repeat(64)}`) });
  const fixed = await stage.run(commit, { inputs, runId: 3 });
  expect(fixed).toHaveDeployed();
  expect(await read()).toEqual(pinned);
  const next = await mergeDag(stage, 'payments');
  const refused = await stage.run(next, { runId: 4 });
  expect(refused).toHaveFailedWith('digest-overrides-tag');
  expect(refused.annotations[0]?.message).toContain('pin-digest: true');
  const deployed = await stage.run(next, { inputs, runId: 5 });
  expect(await read()).toContain(`digest: ${deployed.outputs.digest}`);
  const back = await stage.run(next, {
    inputs: { ...inputs, operation: 'rollback', 'rollback-to': `version-${commit}`, reason: 'x' },
    runId: 6,
  });
  expect(back).toHaveSucceeded();
  expect(await read()).toEqual(pinned);
});

test('after a rebuild of the runtime, commits the digest of the tag, not that of the new build', async () => {
  const commit = await mergeDag(stage, 'orders');
  const [built, pushed] = await buildAndPush(stage, commit);
  const image = { registry: stage.registry.host, repository: parseImageName(IMAGE).repository };
  const registry = openRegistry({ image, credentials: { username: 'AWS', password: stage.pullPassword() } });
  await rebuildRuntime(registry, built.outputs.runtime ?? '');
  const { outputs } = await stage.run(commit, { inputs: { 'pin-digest': 'true' } });
  expect(outputs).toMatchObject({ outcome: 'deployed', digest: pushed?.outputs.digest });
  const [last] = await stage.gitops.log('main');
  expect(await read()).toContain(`digest: ${pushed?.outputs.digest}\n`);
  expect(last?.message).toContain(`Image-Digest: ${pushed?.outputs.digest}\n`);
});

const EDITS = `
- { key: images.pod_template.tag, value: "{tag}" }
- { file: ${JOB_FILE}, key: image, part: tag }
`;

test('edits of several files: one commit, all or none', async () => {
  const values = `${(await read()).replace('images:\n', 'images:\n  pod_template:\n    tag: old\n')}`;
  const job = `{\n  "image": "${IMAGE}:old"\n}`;
  await write({ [VALUES_FILE]: values, [JOB_FILE]: job });
  const commit = await mergeDag(stage, 'orders');
  const head = await stage.gitops.head('main');
  const missing = await stage.run(commit, { inputs: { edits: `${EDITS}- { file: no.yaml, key: a, value: b }` } });
  expect(missing).toHaveFailedWith('values-file-missing');
  const wrong = await stage.run(commit, { inputs: { edits: `${EDITS}- { file: ${JOB_FILE}, key: tag, value: b }` } });
  expect(wrong).toHaveFailedWith('values-key-missing');
  expect(wrong.annotations[0]?.message).toContain(JOB_FILE);
  const malformed = await stage.run(commit, { inputs: { edits: 'tag: x' } });
  expect(malformed.annotations[0]?.title).toBe('input-edits');
  expect(await stage.gitops.head('main')).toBe(head);
  const result = await stage.run(commit, { inputs: { edits: EDITS } });
  expect(result).toHaveDeployed();
  const deployed = values
    .replace(`version-${stage.first}`, `version-${commit}`)
    .replace('tag: old', `tag: version-${commit}`);
  expect(await read()).toEqual(deployed);
  expect(await read(JOB_FILE)).toEqual(job.replace('old', `version-${commit}`));
  const [, parent] = (await stage.gitops.log('main')).map(({ oid }) => oid);
  expect(parent).toBe(head);
  const again = await stage.run(commit, { inputs: { edits: EDITS }, runId: 2 });
  expect(again).toHaveEndedWith('unchanged');
});

test('dry run logs only the changed value, the message and the result of each gate, also of a rejecting one', async () => {
  const commit = await mergeDag(stage, 'orders');
  const values = await read();
  const result = await stage.run(commit, { inputs: { 'dry-run': 'true' } });
  const log = result.log.join('\n');
  expect(/The commit would be:\n([\s\S]*?)\n\n/.exec(log)?.[1]).toBe(
    `${VALUES_FILE}\n- images.airflow.tag: version-${stage.first}\n+ images.airflow.tag: version-${commit}`,
  );
  expect(await read()).toBe(values);
  expect(log).toContain(`deploy(flux-airflow): version-${commit}`);
  for (const words of [
    /image\? \| images.airflow.repository of /,
    /deployed\? \| \w{7} is newer than version-\w+, by 1 commit/,
    /hold\? \| /,
    /registry\? \| .* is sha256:/,
    /approved it\? \| .*&#35;1 .*by &#64;ada/,
  ])
    expect(result.summary).toMatch(words);
  await write({ [`${VALUES_FILE}.hold`]: 'reason: x | y\n' });
  const held = await stage.run(commit, { inputs: { 'dry-run': 'true' } });
  expect(held.summary).toMatch(/^\| ✋ \| .*hold\? \| .*\.hold: Held: x &#124; y/m);
  const straight = { branch: 'main', message: 'Straight', author: ENGINEER, files: { 'airflow/dags/x.py': 'x = 1\n' } };
  await write({ [`${VALUES_FILE}.hold`]: '' });
  const refused = await stage.run(await stage.source.commit(straight), {
    inputs: { 'dry-run': 'true', operation: 'resume', reason: 'x' },
  });
  expect(refused).toHaveExitedWith(1, { summary: /by 2 commits/ });
});
