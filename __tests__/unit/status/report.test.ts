import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { StatusFinding } from '../../../src/status/finding.ts';
import { reportStatus } from '../../../src/status/report.ts';
import type { Status } from '../../../src/status/result.ts';
import { REQUEST } from '../bump-values/sample-bump.ts';

const { target: TARGET } = REQUEST;
const UNSEEN: StatusFinding = { code: 'service-unavailable', message: 'Could not read Argo CD' };
const AGREED: Status = {
  tag: 'version-1',
  current: undefined,
  versions: [],
  hold: undefined,
  next: { count: 0, pullRequests: [], refusals: [] },
  undeployed: [],
  drift: [],
  unknown: [],
  leftBehind: [],
  warnings: [],
};

const outside = process.env;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flux-airflow-status-'));
  process.env = { ...outside, GITHUB_OUTPUT: join(folder, 'output'), GITHUB_STEP_SUMMARY: join(folder, 'summary') };
  await Promise.all(['output', 'summary'].map((name) => writeFile(join(folder, name), '')));
});
afterEach(async () => {
  process.env = outside;
  await rm(folder, { recursive: true, force: true });
});

async function report(status: Partial<Status>) {
  await reportStatus(TARGET, { ...AGREED, ...status });
  const [output, summary] = await Promise.all(
    ['output', 'summary'].map((name) => readFile(join(folder, name), 'utf8')),
  );
  return { output, summary };
}

test('a state that could not be read is neither drift nor agreement', async () => {
  const { output, summary } = await report({ unknown: [UNSEEN] });
  expect(output).toMatch(/^drift<<.*\n\[\]\n/m);
  expect(output).toMatch(/^unknown<<.*\n\[\{"code":"service-unavailable","message":"Could not read Argo CD"\}\]\n/m);
  expect(summary).toMatch(/^## ❔ version-1 is deployed/);
  expect(summary).toContain('\n\n- ❔ Could not read Argo CD\n');
});

test.each<[Partial<Status>, string]>([
  [{}, '✅'],
  [{ drift: [{ code: 'tag-by-hand', message: 'another tag' }], unknown: [UNSEEN] }, '⚠️'],
])('%j: the summary begins with %s', async (status, sign) => {
  expect((await report(status)).summary).toContain(`## ${sign} version-1 is deployed`);
});
