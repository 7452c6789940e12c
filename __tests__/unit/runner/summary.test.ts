import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { writeSummary } from '../../../src/runner/summary.ts';

const MEBIBYTE = 1024 * 1024;
const outside = process.env.GITHUB_STEP_SUMMARY;
let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flux-airflow-summary-'));
  file = join(folder, 'summary.md');
  await writeFile(file, '');
  process.env.GITHUB_STEP_SUMMARY = file;
});
afterEach(async () => {
  if (outside === undefined) delete process.env.GITHUB_STEP_SUMMARY;
  else process.env.GITHUB_STEP_SUMMARY = outside;
  await rm(folder, { recursive: true, force: true });
});

test('writes the texts of two concurrent writers once each', async () => {
  await Promise.all([writeSummary('one'), writeSummary('two')]);
  expect((await readFile(file, 'utf8')).trim().split('\n').sort()).toEqual(['one', 'two']);
});

test('keeps the summary of a step within the limit and keeps the earlier text', async () => {
  await writeSummary(`first ${'a'.repeat(MEBIBYTE / 2)}`);
  await writeSummary('ä'.repeat(MEBIBYTE));
  await writeSummary('last');
  const bytes = await readFile(file);
  expect(bytes.length).toBeLessThanOrEqual(MEBIBYTE);
  expect(bytes.toString()).toMatch(/^first a+\nä+\n\n…truncated\n/);
});

test('a failed write of the summary does not fail the step', async () => {
  process.env.GITHUB_STEP_SUMMARY = join(folder, 'missing', 'summary.md');
  await expect(writeSummary('x')).resolves.toBeUndefined();
});
