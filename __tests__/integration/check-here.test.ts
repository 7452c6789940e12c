import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const ROOT = resolve(import.meta.dirname, '../..');

/** Starts `check-here.js` as an older Node would see itself. */
function start(version: string) {
  const code = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
  const args = [
    '--import',
    `data:text/javascript,${encodeURIComponent(code)}`,
    'scripts/check-here.js',
    '--python',
    '/none',
  ];
  return spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
}

test('check-here.js says at once that it needs Node 24, in one line', () => {
  const { status, stdout, stderr } = start('20.20.2');
  expect(status).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toMatch(
    /^flux-airflow-check needs Node 24, but \S+ is 20\.20\.2\. Put Node 24 first on the PATH, .*\n$/,
  );
});

test('with Node 24 it goes on to the check', () => {
  expect(start('24.1.0').stderr).not.toContain('needs Node 24');
});

test('the version is that of the actions, and engines says what npm ci needs', () => {
  expect(readFileSync(join(ROOT, 'action.yml'), 'utf8')).toMatch(/\n {2}using: node24\n/);
  const { engines, devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  expect(engines.node).toBe('>=20');
  expect(devDependencies.node).toMatch(/^24\./);
  expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain('a Node from 20 on');
});
