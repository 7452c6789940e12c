/** The audit of what is bundled, as `pull-request.yaml` runs it, against advisories of our own. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'yaml';

const ROOT = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

/** https://docs.npmjs.com/cli/commands/npm-audit#bulk-advisory-endpoint */
const ADVISORIES = '/-/npm/v1/security/advisories/bulk';

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly run?: string }[] }>>;
}

const { jobs }: Workflow = parse(readFileSync(join(ROOT, '.github/workflows/pull-request.yaml'), 'utf8'));
const [command = ''] = (jobs.dependencies?.steps ?? []).flatMap(({ run: line = '' }) =>
  /^npm audit (?!signatures)/.test(line) ? [line] : [],
);

let directory: string;
let server: Server;
/** Package → severity of an advisory that covers all of its versions. */
let advisories: Readonly<Record<string, string>> = {};
/** Names that were asked about. */
let asked: readonly string[] = [];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'flux-airflow-audit-'));
  for (const name of ['package.json', 'package-lock.json', 'packages'])
    cpSync(join(ROOT, name), join(directory, name), { recursive: true });
  server = createServer(async (request, answer) => {
    if (request.url !== ADVISORIES) {
      answer.writeHead(404).end();
      return;
    }
    const sent = await buffer(request);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
    asked = Object.keys(JSON.parse(body.toString()));
    const found = Object.entries(advisories).map(([name, severity]) => [
      name,
      [{ id: 1, url: 'https://example.com/1', title: 'A hole', severity, vulnerable_versions: '*' }],
    ]);
    answer.setHeader('content-type', 'application/json');
    answer.end(JSON.stringify(Object.fromEntries(found)));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
});

afterAll(() => {
  server.close();
  rmSync(directory, { recursive: true, force: true });
});

async function audit(known: Readonly<Record<string, string>>): Promise<readonly [code: number, printed: string]> {
  advisories = known;
  const [program = '', ...args] = command.split(' ');
  const { port } = server.address() as AddressInfo;
  const npm = { registry: `http://127.0.0.1:${port}/`, cache: directory, fetch_retries: '0' };
  const settings = Object.fromEntries(Object.entries(npm).map(([name, value]) => [`npm_config_${name}`, value]));
  const env = { ...process.env, ...settings };
  const ended = run(program, args, { cwd: directory, env });
  return ended.then(
    ({ stdout }) => [0, stdout],
    ({ code, stdout }: { code: number; stdout: string }) => [code, stdout],
  );
}

test('nothing is known: green, and all that is bundled was asked about', async () => {
  expect(await audit({})).toEqual([0, expect.stringContaining('found 0 vulnerabilities')]);
  expect(asked).toEqual(expect.arrayContaining(['yaml', '@actions/core', '@aws-sdk/client-ecr', 'uplot']));
});

test('a hole in what is bundled is red, by its name', async () => {
  expect(await audit({ yaml: 'moderate' })).toEqual([1, expect.stringMatching(/^yaml[\s\S]*A hole/m)]);
});

test('a hole in what only builds and tests is not ours to ship: green', async () => {
  expect((await audit({ '@biomejs/biome': 'critical' }))[0]).toBe(0);
});
