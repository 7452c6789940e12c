import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { currentVersion, pinnedFiles, pinRelease } from '../../scripts/release-pins.ts';

const ROOT = resolve(import.meta.dirname, '../..');

test.each(pinnedFiles())('%s names this release (npm run docs)', (file) => {
  const text = readFileSync(join(ROOT, file), 'utf8');
  expect(text).toBe(pinRelease(text, currentVersion()));
});

test('only pins of our release are changed', () => {
  const before = `
    uses: flux-data/flux-airflow@v0.1.0 # this
    uses: flux-data/flux-airflow/.github/workflows/reusable-deploy.yaml@v0.1.0
    https://github.com/flux-data/flux-airflow/blob/v0.1.0/docs/reference/errors.md
    uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
export RELEASE=v0.1.0
  - repo: https://github.com/flux-data/flux-airflow
    rev: v0.1.0
  - repo: https://github.com/other/hooks
    rev: v1.22.0
`;
  const after = pinRelease(before, '1.22.3');
  expect(after.match(/v1\.22\.3/g)).toHaveLength(5);
  expect(after.replaceAll('v1.22.3', 'v0.1.0')).toBe(before);
});
