import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { checkRelease } from '../../scripts/release/check.ts';

/** Replaces the bundler with one whose output is fixed. */
const BUNDLE = `import { mkdirSync, writeFileSync } from 'node:fs';
const target = process.argv[2];
mkdirSync(target + '/deploy');
writeFileSync(target + '/deploy/index.js', 'made');
writeFileSync(target + '/sbom.cdx.json', '{}');
`;

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'flux-airflow-release-'));
  await write({
    'package.json': '{ "version": "1.0.0", "type": "module" }',
    'package-lock.json': '{ "version": "1.0.0", "packages": { "": { "version": "1.0.0" } } }',
    'CHANGELOG.md': '## [Unreleased]\n\n## [1.0.0] - 2026-12-01\n\n- All\n',
    'scripts/bundle.ts': BUNDLE,
    'dist/deploy/index.js': 'made',
    'dist/sbom.cdx.json': '{}',
  });
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

const check = (tag: string) => () => checkRelease(root, tag);

test('a repository that matches the tag can be released', () => {
  expect(check('v1.0.0')).not.toThrow();
});

test('all mismatches are reported at once', () => {
  expect(check('v1.0.1')).toThrow(
    /package\.json says 1\.0\.0[\s\S]*package-lock\.json says 1\.0\.0[\s\S]*CHANGELOG\.md has no section “## \[1\.0\.1\]/,
  );
});

test.each([
  ['a changed byte', { 'dist/deploy/index.js': 'mAde' }, 'deploy/index.js'],
  ['a file more', { 'dist/deploy/249.index.js': 'old' }, 'deploy/249.index.js'],
])('dist/ with %s is rejected', async (_, files, path) => {
  await write(files);
  expect(check('v1.0.0')).toThrow(
    `v1.0.0 cannot be released:\ndist/${path} differs from a fresh build: run "npm run build" and commit it`,
  );
});

test('dist/ with a missing file is rejected', async () => {
  await rm(join(root, 'dist/sbom.cdx.json'));
  expect(check('v1.0.0')).toThrow('dist/sbom.cdx.json differs from a fresh build: run "npm run build" and commit it');
});
