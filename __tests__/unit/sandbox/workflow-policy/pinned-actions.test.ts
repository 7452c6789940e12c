import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findUnpinnedErrors } from '../../../../sandbox/workflow-policy/pinned-actions.ts';

const SHA = 'a'.repeat(40);
const composite = (...uses: readonly string[]) => ({
  runs: { using: 'composite', steps: uses.map((each) => ({ uses: each })) },
});
const workflow = (...uses: readonly string[]) => ({
  jobs: { a: { steps: [{ run: 'true' }, ...uses.map((each) => ({ uses: each }))] } },
});

/** The files of the caller and of another repository. */
const FILES: Readonly<Record<string, object>> = {
  'caller/local/action.yml': composite('x/tool@v2'),
  'lib/action.yaml': composite('$/inner', `x/pinned@${SHA}`),
  'lib/inner/action.yml': composite('x/tool@main'),
  'lib/script/action.yml': { runs: { using: 'node24', main: 'index.js' } },
  'lib/.github/workflows/by-tag.yaml': workflow('$/script', 'x/tool@v1', './local', 'x/tool@v1', 'x/other/path@v1'),
  'lib/.github/workflows/pinned.yaml': workflow('$/script', `x/tool@${SHA}`, './written-by-a-step'),
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flux-airflow-pinned-'));
  for (const [path, content] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), JSON.stringify(content));
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

function errorsOf(content: object): string[] {
  const lib = join(folder, 'lib');
  const repositories = { 'o/lib@v1': lib, [`o/lib@${SHA}`]: lib };
  const caller = { name: 'o/team', folder: join(folder, 'caller') };
  return findUnpinnedErrors(JSON.stringify(content), { caller, repositories });
}

const refusal = (actions: string) =>
  `The ${actions} not allowed in o/team because all actions must be pinned to a full-length commit SHA.`;

test.each([
  ['a step', workflow('x/tool@v1'), 'action x/tool@v1 is'],
  ['a short hash', workflow(`x/tool@${SHA.slice(1)}`), `action x/tool@${SHA.slice(1)} is`],
  ['two', workflow('x/a@v1', 'x/b@v1'), 'actions x/a@v1 and x/b@v1 are'],
  [
    'three, the first level only',
    workflow('x/a@v1', 'x/b@v1', './local', 'x/c@v1'),
    'actions x/a@v1, x/b@v1, and x/c@v1 are',
  ],
  ['a local action', workflow('./local'), 'action x/tool@v2 is'],
  ['an action two levels below a pinned one', workflow(`o/lib@${SHA}`), 'action x/tool@main is'],
  [
    'a workflow of a release',
    { jobs: { a: { uses: 'o/lib/.github/workflows/by-tag.yaml@v1' } } },
    'actions x/tool@v1 and x/other/path@v1 are',
  ],
])('an action by tag in %s is refused', (_, content, actions) => {
  expect(errorsOf(content)).toEqual([refusal(actions)]);
});

test('pinned actions, own ones and workflows of a release are allowed', () => {
  expect(errorsOf({ jobs: { a: { uses: 'o/lib/.github/workflows/pinned.yaml@v1' } } })).toEqual([]);
  expect(errorsOf(workflow(`o/lib/script@${SHA}`, `x/tool@${SHA}`))).toEqual([]);
});

test('each job has its own error', () => {
  const { jobs } = workflow('x/a@v1');
  expect(errorsOf({ jobs: { ...jobs, b: { steps: [] }, c: workflow('x/c@v1').jobs.a } })).toEqual([
    refusal('action x/a@v1 is'),
    refusal('action x/c@v1 is'),
  ]);
});

test('what cannot be known is an error', () => {
  expect(() => errorsOf(workflow('docker://alpine'))).toThrow('knows no images');
  expect(() => errorsOf({ jobs: { a: { uses: 'o/gone/.github/workflows/x.yaml@v1' } } })).toThrow('are not here');
  expect(() => errorsOf(workflow(`o/lib/gone@${SHA}`))).toThrow('has no action in gone');
});
