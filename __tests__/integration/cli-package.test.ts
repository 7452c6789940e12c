import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { packCli } from '../../scripts/pack-cli.ts';

let directory: string;
let tarball: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'flux-airflow-package-'));
  tarball = packCli(directory);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Runs the program from the package as a user does, with an empty cache and without a network. */
function npx(...args: readonly string[]): string {
  const env = { ...process.env, npm_config_cache: join(directory, 'cache') };
  const command = ['--yes', '--offline', `--package=${tarball}`, 'flux-airflow', ...args];
  return execFileSync('npx', command, { cwd: directory, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

test('npx runs the packed program without the registry, and deploys in its sandbox', () => {
  const template = resolve(import.meta.dirname, '../../template');
  const result = JSON.parse(npx('try', '--json', '--repo', template));
  expect(result).toMatchObject({ result: 'good', deployments: [{ outcome: 'deployed' }, { outcome: 'deployed' }] });
});

test('the package has the program, the actions and the template, and nothing else', () => {
  const files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n');
  const top = new Set(files.map((file) => file.split('/').slice(1, 3).join('/')));
  const folders = [...top].map((path) => path.split('/')[0]);
  expect(new Set(folders)).toEqual(
    new Set(['LICENSE', 'README.md', 'action.yml', 'actions', 'cli', 'dist', 'package.json', 'scripts', 'template']),
  );
  expect(files.filter((file) => file.endsWith('.ts') || file.includes('__pycache__'))).toEqual([]);
});

test('an old Node gets one sentence', () => {
  const old = `Object.defineProperty(process.versions, 'node', { value: '20.1.0' })`;
  const bin = resolve(import.meta.dirname, '../../cli/bin.js');
  const load = `data:text/javascript,${encodeURIComponent(old)}`;
  const run = () => execFileSync(process.execPath, ['--import', load, bin], { encoding: 'utf8', stdio: 'pipe' });
  expect(run).toThrow(/flux-airflow needs Node 24 or later, and this is Node 20\.1\.0\./);
});
