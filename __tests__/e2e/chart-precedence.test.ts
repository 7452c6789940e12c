/** Values that the chart prefers to the keys of the deployment: every action reports them, and none commits. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { commitByHand } from '../../sandbox/stage/gitops-file.ts';
import { IMAGE, type Stage, startStage, VALUES_FILE } from '../../sandbox/stage/stage.ts';
import { runGuard } from './run-guard.ts';

const KEYS = { 'repository-key': 'defaultAirflowRepository', 'tag-key': 'defaultAirflowTag' };
const DIGEST = `sha256:${'0a'.repeat(32)}`;

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(() => stage.close());

const defaults = (above = '') =>
  `${above}defaultAirflowRepository: ${IMAGE}\n${above}defaultAirflowTag: version-${stage.first}\n`;

const write = (text: string) => commitByHand(stage, { [VALUES_FILE]: text });

test.each<[string, () => string, Record<string, string>, string]>([
  ['a tag', () => `${defaults()}images:\n  airflow:\n    tag: old\n`, {}, 'key-overridden'],
  ['a repository', () => `${defaults()}images:\n  airflow: {repository: apache/airflow}\n`, {}, 'key-overridden'],
  ['a digest', () => `${defaults()}images:\n  airflow:\n    digest: ${DIGEST}\n`, {}, 'digest-overrides-tag'],
  ['a default digest', () => `${defaults()}defaultAirflowDigest: ${DIGEST}\n`, {}, 'digest-overrides-tag'],
  [
    'a digest before the pinned one',
    () => `${defaults()}defaultAirflowDigest: ~\nimages: {airflow: {digest: "${DIGEST}"}}\n`,
    { 'digest-key': 'defaultAirflowDigest', 'pin-digest': 'true' },
    'key-overridden',
  ],
  [
    'a tag in an umbrella chart',
    () => `airflow:\n${defaults('  ')}  images: {airflow: {tag: old}}\n`,
    { 'repository-key': 'airflow.defaultAirflowRepository', 'tag-key': 'airflow.defaultAirflowTag' },
    'key-overridden',
  ],
  [
    'a tag that a merge key brings',
    () => `x: &x {tag: old}\n${defaults()}images:\n  airflow:\n    <<: *x\n`,
    {},
    'key-overridden',
  ],
])('%s that the chart prefers: nothing is committed', async (_, text, inputs, code) => {
  await write(text());
  const head = await stage.gitops.head('main');
  const result = await stage.run(await mergeDag(stage, 'orders'), { inputs: { ...KEYS, ...inputs } });
  expect(result).toHaveFailedWith(code, { titles: [code] });
  expect(await stage.gitops.head('main')).toBe(head);
  const status = await stage.run(stage.first, {
    entry: 'status',
    inputs: { ...stage.statusInputs(), ...KEYS, ...inputs },
  });
  expect(status).toHaveFailedWith(code, { titles: [code] });
});

test('deploys the default keys if the chart prefers no other, or if edits write the preferred values', async () => {
  await write(
    `${defaults()}images:\n  airflow: {repository: ${IMAGE}, tag: ~, digest: ""}\n  pod_template: {tag: old}\n`,
  );
  const commit = await mergeDag(stage, 'orders');
  const result = await stage.run(commit, { inputs: KEYS });
  expect(result).toHaveDeployed();
  expect(result.annotations.map(({ title, message }) => [title, message.split(' ')[0]])).toEqual([
    ['other image still referenced', 'images.pod_template.tag'],
  ]);
  await write(`${defaults()}images: {airflow: {tag: old}}\n`);
  const edits = '- {key: images.airflow.tag, value: "{tag}"}';
  const next = await stage.run(await mergeDag(stage, 'payments'), { inputs: { ...KEYS, edits }, runId: 2 });
  expect(next).toHaveDeployed({ titles: [] });
});

test('writes a hold although the chart prefers another tag', async () => {
  await write(`${defaults()}images: {airflow: {tag: old}}\n`);
  const inputs = { ...KEYS, operation: 'hold', reason: 'x' };
  const result = await stage.run(await stage.source.head('main'), { inputs });
  expect(result).toHaveEndedWith('held');
});

test('the guard reports each at its line', async () => {
  await write(defaults());
  const before = await stage.gitops.head('main');
  await write(`${defaults()}images:\n  airflow:\n    tag: old\n    digest: ${DIGEST}\n`);
  const temp = await mkdtemp(join(tmpdir(), 'flux-airflow-precedence-'));
  try {
    const inputs = { 'values-files': VALUES_FILE, ...KEYS };
    expect(await runGuard({ stage, temp }, before, inputs)).toHaveExitedWith(1, {
      annotations: [
        expect.objectContaining({ title: 'digest-overrides-tag', line: 6 }),
        expect.objectContaining({ title: 'key-overridden', line: 5 }),
      ],
    });
  } finally {
    await rm(temp, { recursive: true, force: true });
  }
});
