import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';

const BEFORE = 'b'.repeat(40);
const outside = process.env;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flux-airflow-guard-base-'));
});
afterEach(async () => {
  process.env = outside;
  await rm(folder, { recursive: true, force: true });
});

async function readBase(eventName: string, payload: object, inputs: Readonly<Record<string, string>> = {}) {
  const event = join(folder, 'event.json');
  await writeFile(event, JSON.stringify(payload));
  process.env = {
    GITHUB_REPOSITORY: 'team/gitops',
    GITHUB_EVENT_NAME: eventName,
    GITHUB_EVENT_PATH: event,
    'INPUT_VALUES-FILES': './a.yaml\nb.yaml',
    'INPUT_TAG-KEY': 'images.airflow.tag',
    'INPUT_REPOSITORY-KEY': 'images.airflow.repository',
    'INPUT_DIGEST-KEY': 'images.airflow.digest',
    ...inputs,
  };
  // @actions/github reads the event only once, on import.
  jest.resetModules();
  const { readGuardOptions } = await import('../../../src/guard/inputs.ts');
  return (await readGuardOptions()).base;
}

test('the base is the commit before a push, and the first parent for a new branch or another event', async () => {
  expect(await readBase('push', { before: BEFORE })).toBe(BEFORE);
  expect(await readBase('push', { before: '0'.repeat(40) })).toBeUndefined();
  expect(await readBase('workflow_dispatch', {})).toBeUndefined();
});

test('checks a whole pull request after another push, not only the commits since its previous head', async () => {
  const synchronized = { action: 'synchronize', before: BEFORE, after: 'a'.repeat(40), pull_request: { number: 1 } };
  expect(await readBase('pull_request', synchronized)).toBeUndefined();
});

test('the base of a merge group is the commit that it is queued on', async () => {
  const group = { base_sha: BEFORE, head_sha: 'a'.repeat(40), base_ref: 'refs/heads/main' };
  expect(await readBase('merge_group', { action: 'checks_requested', merge_group: group })).toBe(BEFORE);
});

test('the input base overrides the event', async () => {
  expect(await readBase('push', { before: BEFORE }, { INPUT_BASE: 'HEAD~3' })).toBe('HEAD~3');
});
