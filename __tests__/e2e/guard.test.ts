/** The guard in the GitOps repository rejects changes by hand of what runs, at their line, and accepts deployments. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { ENGINEER, IMAGE, OTHER_VALUES_FILE, type Stage, startStage, VALUES_FILE } from '../../sandbox/stage/stage.ts';
import { runGuard } from './run-guard.ts';

let stage: Stage;
let temp: string;
beforeEach(async () => {
  stage = await startStage();
  temp = await mkdtemp(join(tmpdir(), 'flux-airflow-guard-'));
});
afterEach(async () => {
  await stage.close();
  await rm(temp, { recursive: true, force: true });
});

/** Checks all commits of main since `before`, as one push. */
async function guard(before: string, inputs: Record<string, string> = {}) {
  const given = { 'values-files': `${VALUES_FILE}\n${OTHER_VALUES_FILE}`, ...inputs };
  const run = await runGuard({ stage, temp }, before, given);
  const found = run.annotations.map(({ level, title, file, line }) => [level, title, file, line]);
  return { ...run, found, log: run.log.join('\n') };
}

const valuesFile = async (file = VALUES_FILE) => String(await stage.gitops.read('main', file));

async function byHand(
  change: (text: string) => string | null,
  message = 'By hand',
  file = VALUES_FILE,
): Promise<string> {
  const text = await stage.gitops.read('main', file);
  const files = { [file]: change(String(text ?? '')) };
  return stage.gitops.commit({ branch: 'main', message, author: ENGINEER, files });
}

async function lineOf(text: string, file = VALUES_FILE): Promise<number> {
  return (await valuesFile(file)).split('\n').findIndex((line) => line.includes(text)) + 1;
}

test('deployments, rollbacks, holds and resumes pass', async () => {
  const before = await stage.gitops.head('main');
  const commit = await mergeDag(stage, 'orders');
  await stage.run(commit);
  expect(await guard(before)).toHaveSucceeded({ annotations: [] });
  const deployed = await stage.gitops.head('main');
  await stage.run(await mergeDag(stage, 'invoices'));
  const newest = await stage.gitops.head('main');
  await stage.run(commit, {
    inputs: { operation: 'rollback', 'rollback-to': `version-${commit}`, reason: 'orders are wrong' },
  });
  expect(await valuesFile()).toContain(`version-${commit}`);
  expect(await guard(newest)).toHaveSucceeded({ annotations: [] });
  expect(await guard(deployed)).toHaveSucceeded({ annotations: [] });
  const held = await stage.gitops.head('main');
  await stage.run(await stage.source.head('main'), { inputs: { operation: 'resume' } });
  expect(await guard(held)).toHaveSucceeded({ annotations: [] });
});

test('“change service type” also reverted the tag (30 days): fails at the tag, with the commit of the old tag', async () => {
  await stage.run(await mergeDag(stage, 'orders'));
  const before = await stage.gitops.head('main');
  const [current] = /version-[0-9a-f]{40}/.exec(await valuesFile()) ?? [];
  await byHand(
    (text) => text.replace(current ?? '', `version-${stage.first}`).replace('KubernetesExecutor', 'CeleryExecutor'),
    'change service type',
  );
  const run = await guard(before);
  expect(run).toHaveExitedWith(1);
  expect(run.found).toContainEqual(['error', 'tag-reverted', VALUES_FILE, await lineOf('tag:')]);
  expect(run.annotations[0]?.message).toContain(
    `It is the tag that ${(await stage.gitops.log('main')).at(-1)?.oid.slice(0, 7)} deployed`,
  );
});

test('“enable logs” restored an old copy of the file (39 min): fails, with any other commits in the push', async () => {
  const old = await valuesFile();
  await stage.run(await mergeDag(stage, 'orders'));
  const before = await stage.gitops.head('main');
  await byHand(() => `${old}logs:\n  persistence:\n    enabled: true\n`, 'enable logs');
  await byHand(() => '# What runs on the cluster, by team\n', 'Words', 'README.md');
  const run = await guard(before);
  expect(run).toHaveExitedWith(1, { summary: '❌' });
  expect(run.found[0]?.slice(0, 3)).toEqual(['error', 'tag-reverted', VALUES_FILE]);
});

test('rejects a tag by hand that is missing in the registry, and an empty tag', async () => {
  const before = await stage.gitops.head('main');
  await byHand((text) => text.replace(`version-${stage.first}`, `version-${'a'.repeat(40)}`));
  const line = await lineOf('tag:');
  expect((await guard(before)).found).toEqual([
    ['error', 'tag-by-hand', VALUES_FILE, line],
    ['error', 'image-missing', VALUES_FILE, line],
  ]);
  await byHand((text) => text.replace(`version-${'a'.repeat(40)}`, '~'));
  expect((await guard(before)).found).toEqual([['error', 'tag-empty', VALUES_FILE, line]]);
});

test('another team’s image in a file (12 h): fails at both repositories', async () => {
  const before = await stage.gitops.head('main');
  await byHand((text) => text.replace(/\S+\/elite-airflow/, IMAGE), 'Copy', OTHER_VALUES_FILE);
  const { found } = await guard(before);
  expect(found.filter(([, title]) => title === 'repository-shared')).toEqual([
    ['error', 'repository-shared', VALUES_FILE, await lineOf('repository:')],
    ['error', 'repository-shared', OTHER_VALUES_FILE, await lineOf('repository:', OTHER_VALUES_FILE)],
  ]);
});

test('rejects an ignored hold and a deleted hold', async () => {
  const hold = `${VALUES_FILE}.hold`;
  await stage.run(await stage.source.head('main'), { inputs: { operation: 'hold', reason: 'month end' } });
  const before = await stage.gitops.head('main');
  const trailers = `Source-Commit: ${'b'.repeat(40)}`;
  await byHand(
    (text) => text.replace(`version-${stage.first}`, `version-${'b'.repeat(40)}`),
    `deploy: b\n\n- b\n\n${trailers}`,
  );
  expect((await guard(before)).found.map(([, title]) => title)).toEqual(['hold-ignored', 'image-missing']);
  await byHand(() => null, 'Tidy up', hold);
  expect((await guard(before)).found.map(([, title]) => title)).toEqual(['hold-removed', 'image-missing']);
});

test('rejects a digest that overrides the tag, a missing file and an invalid file', async () => {
  const before = await stage.gitops.head('main');
  await byHand((text) => text.replace('digest: ~', `digest: sha256:${'c'.repeat(64)}`));
  await byHand((text) => `${text}a: [`, 'Half', OTHER_VALUES_FILE);
  expect((await guard(before)).found).toEqual([
    ['error', 'digest-overrides-tag', VALUES_FILE, await lineOf('digest: sha256')],
    ['error', 'values-invalid', OTHER_VALUES_FILE, 1],
  ]);
  await byHand(() => null, 'Move', OTHER_VALUES_FILE);
  expect((await guard(before)).found.at(-1)).toEqual(['error', 'values-file-missing', OTHER_VALUES_FILE, 1]);
});

test('rejects a pinned digest that was changed by hand, although the tag is the same', async () => {
  const pin = { 'pin-digest': 'true' };
  expect(await stage.run(await mergeDag(stage, 'orders'), { inputs: pin })).toHaveDeployed();
  const before = await stage.gitops.head('main');
  await byHand((text) => text.replace(/digest: sha256:[0-9a-f]{64}/, `digest: sha256:${'c'.repeat(64)}`));
  const tagLine = await lineOf('tag: version-');
  expect((await guard(before, pin)).found).toEqual([['error', 'digest-mismatch', VALUES_FILE, tagLine]]);
});

test('warns if it cannot read the registry, and fails with a remedy for a shallow checkout', async () => {
  const before = await stage.gitops.head('main');
  await stage.run(await mergeDag(stage, 'orders'));
  const inputs = { 'registry-username': 'AWS', 'registry-password': 'wrong-password' };
  const blind = await guard(before, inputs);
  expect(blind).toHaveSucceeded();
  expect(blind.found.map(([level, title]) => [level, title])).toEqual([['warning', 'image-unverified']]);
  expect(blind.log).not.toContain('wrong-password');
  const shallow = await guard('d'.repeat(40));
  expect(shallow).toHaveFailedWith('checkout-too-shallow');
  expect(shallow.annotations[0]?.message).toContain('fetch-depth: 0');
});
