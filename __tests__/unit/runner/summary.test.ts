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

test('the parts are in their own order, and each has what was written last', async () => {
  writeSummary('facts', 'facts');
  writeSummary('headline', '## ✅ committed');
  writeSummary('versions', 'versions\n');
  writeSummary('headline', '## ❌ not running');
  expect(await readFile(file, 'utf8')).toBe('## ❌ not running\n\nfacts\n\nversions\n');
});

test('a summary has never more bytes than the runner takes, and keeps its beginning', async () => {
  writeSummary('headline', `first ${'a'.repeat(MEBIBYTE / 2)}`);
  writeSummary('facts', 'ä'.repeat(MEBIBYTE));
  writeSummary('changes', 'last');
  const bytes = await readFile(file);
  expect(bytes.length).toBeLessThanOrEqual(MEBIBYTE);
  expect(bytes.toString()).toMatch(/^first a+\n\nä+\n\n…truncated\n$/);
});

test('a summary that cannot be written fails nothing', () => {
  process.env.GITHUB_STEP_SUMMARY = join(folder, 'missing', 'summary.md');
  expect(() => writeSummary('headline', 'x')).not.toThrow();
});
