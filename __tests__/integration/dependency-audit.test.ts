/** The audit of bundled packages, as `pull-request.yaml` runs it, against the test's own advisories. */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { type Advisories, startAdvisories } from './advisories.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly run?: string }[] }>>;
}

const { jobs }: Workflow = parse(readFileSync(join(ROOT, '.github/workflows/pull-request.yaml'), 'utf8'));
const [command = ''] = (jobs.dependencies?.steps ?? []).flatMap(({ run: line = '' }) =>
  line.startsWith('npm audit ') ? [line] : [],
);

let directory: string;
let advisories: Advisories;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'flux-airflow-audit-'));
  for (const name of ['package.json', 'package-lock.json']) cpSync(join(ROOT, name), join(directory, name));
  advisories = await startAdvisories();
});

afterAll(() => {
  advisories.close();
  rmSync(directory, { recursive: true, force: true });
});

async function audit(known: Readonly<Record<string, string>>): Promise<readonly [code: number, printed: string]> {
  advisories.known = known;
  const [program = '', ...args] = command.split(' ');
  const npm = { registry: advisories.url, cache: directory, fetch_retries: '0' };
  const settings = Object.fromEntries(Object.entries(npm).map(([name, value]) => [`npm_config_${name}`, value]));
  const env = { ...process.env, ...settings };
  const ended = run(program, args, { cwd: directory, env });
  return ended.then(
    ({ stdout }) => [0, stdout],
    ({ code, stdout }: { code: number; stdout: string }) => [code, stdout],
  );
}

test('without advisories the audit passes, and it covers all bundled packages', async () => {
  expect(await audit({})).toEqual([0, expect.stringContaining('found 0 vulnerabilities')]);
  expect(advisories.asked).toEqual(expect.arrayContaining(['yaml', '@actions/core', '@aws-sdk/client-ecr', 'uplot']));
});

test('a vulnerability in a bundled package fails the audit by name', async () => {
  expect(await audit({ yaml: 'moderate' })).toEqual([1, expect.stringMatching(/^yaml[\s\S]*A hole/m)]);
});

test('a vulnerability in a package that only builds and tests use does not fail the audit', async () => {
  expect((await audit({ '@biomejs/biome': 'critical' }))[0]).toBe(0);
});
