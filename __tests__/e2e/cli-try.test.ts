import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { waitFor } from '../../sandbox/wait-for.ts';
import { writeTree } from '../unit/cli/file-tree.ts';
import { runCli, startCli } from './run-cli.ts';

const DAG = 'from airflow.sdk import dag\n\n\n@dag\ndef orders() -> None: ...\n\n\norders()\n';
const RUN = 'FROM apache/airflow:3.3.2\nCOPY requirements.txt /\nRUN pip install -r /requirements.txt\n';
const COPY = 'COPY --chown=airflow:root dags /opt/airflow/dags\n';
const REPOSITORY = { Dockerfile: `${RUN}${COPY}`, 'requirements.txt': 'pandas==3.0.0\n', 'dags/orders.py': DAG };
const VALUES = 'images:\n  airflow:\n    repository: ghcr.io/team/airflow # ours\n    tag: v1\n';

/** Runs `try` on a repository of these files. Returns its JSON, and what is left behind. */
async function tryFiles(files: Readonly<Record<string, string>>, ...flags: readonly string[]) {
  const directory = writeTree(files);
  const temp = writeTree({});
  execFileSync('git', ['init', '--quiet', directory]);
  execFileSync('git', ['-C', directory, 'add', '--all']);
  const status = () => execFileSync('git', ['-C', directory, 'status', '--porcelain'], { encoding: 'utf8' });
  const before = status();
  const page = join(temp, 'page.html');
  mkdirSync(join(temp, 'tmp'));
  const env = { TMPDIR: join(temp, 'tmp') };
  const run = await runCli(['try', '--json', '--repo', directory, '--out', page, ...flags], { env });
  expect(status()).toBe(before);
  expect(readdirSync(join(temp, 'tmp'))).toEqual([]);
  return { ...run, page, result: run.stdout === '' ? undefined : JSON.parse(run.stdout) };
}

test('a new DAG of any repository is deployed, with one page for all that happened', async () => {
  const { code, result, page } = await tryFiles({ ...REPOSITORY, 'deploy/values.yaml': VALUES });
  expect({ code, result }).toMatchObject({
    code: 0,
    result: {
      result: 'good',
      dockerfile: { path: 'Dockerfile', isExample: false },
      valuesFile: { path: 'deploy/values.yaml', isExample: false },
      deployments: [
        { outcome: 'deployed', usedDocker: true },
        { outcome: 'deployed', usedDocker: false },
      ],
      codeLayer: expect.arrayContaining(['opt/airflow/dags/orders.py', 'opt/airflow/dags/flux_airflow_try.py']),
      before: [],
      faster: [],
      inputs: { image: 'ghcr.io/team/airflow', 'values-file': 'deploy/values.yaml' },
    },
  });
  const html = readFileSync(page, 'utf8');
  expect(html).toContain('repository: ghcr.io/team/airflow # ours');
  expect(html).toMatch(/class="plus">\+ {4}tag: version-[0-9a-f]{40}/);
  expect(html).toContain('The comment on the pull request');
  expect(html).toContain('values-file: deploy/values.yaml');
  expect(html).not.toMatch(/127\.0\.0\.1|<script|undefined/);
});

test('without Dockerfile and values file, those of the template and an example are used', async () => {
  const { code, result } = await tryFiles({ 'clean/orders.py': DAG });
  expect({ code, result }).toMatchObject({
    code: 0,
    result: { result: 'good', dockerfile: { isExample: true }, valuesFile: { isExample: true } },
  });
  expect(result.codeLayer).toContain('opt/airflow/dags/flux_airflow_try.py');
});

test('code before a RUN, a copy of the whole repository and a pinned base image: the try goes on, and says what to do', async () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  const dockerfile = `FROM registry.team.example/airflow:3@${digest}\nCOPY dags /opt/dags\nRUN true\nCOPY . /opt/all\n`;
  const { code, result } = await tryFiles({ ...REPOSITORY, Dockerfile: dockerfile });
  expect({ code, result }).toMatchObject({ code: 0, result: { result: 'slow' } });
  expect(result.before).toEqual([]);
  expect(result.faster[0].problem).toMatch(/^Dockerfile line 2: Move line 2 below the last RUN/);
});

test('the triggers of Astronomer’s image copy the DAGs', async () => {
  const files = { ...REPOSITORY, Dockerfile: 'FROM quay.io/astronomer/astro-runtime:13.1.0\n', 'packages.txt': '' };
  const { code, result } = await tryFiles({ ...files, '.dockerignore': '.git\n' });
  expect({ code, result }).toMatchObject({ code: 0, result: { result: 'good' } });
  expect(result.codeLayer).toContain('usr/local/airflow/dags/flux_airflow_try.py');
});

test('a Dockerfile without the DAGs fails, with the line that is missing', async () => {
  const { code, result } = await tryFiles({ ...REPOSITORY, Dockerfile: RUN });
  expect({ code, level: result.result }).toEqual({ code: 1, level: 'failed' });
  expect(result.before[0].remedy).toContain('COPY dags <the DAG folder of the image>');
});

test('an interrupted try leaves nothing running, and removes its files', async () => {
  const [directory, temp] = [writeTree(REPOSITORY), writeTree({})];
  const { child, ended } = startCli(['try', '--repo', directory], { cwd: temp, env: { TMPDIR: temp } });
  child.stderr?.on('data', (text) => {
    if (String(text).includes('Deploying the first')) child.kill('SIGINT');
  });
  expect(await ended).toMatchObject({ signal: 'SIGINT' });
  expect(readdirSync(temp)).toEqual([]);
  const processes = () => execFileSync('ps', ['-A', '-o', 'args'], { encoding: 'utf8' });
  await waitFor('the end of its processes', () => !processes().includes(temp), { explain: processes });
});

test.each([
  [['--foo'], {}, /unknown option '--foo'/],
  [['--file', 'missing'], {}, /The repository has no file missing\. Correct --file\. It has Dockerfile\.\n$/],
  [['--values', '/missing.yaml'], {}, /^\/missing\.yaml cannot be read \(ENOENT\)\. Correct --values\.\n$/],
  [['--values', import.meta.filename], {}, /has no key of an Airflow chart’s image, such as images\.airflow\.tag/],
  [['--build-arg', 'x'], {}, /^--build-arg x is not NAME=value\.\n$/],
  [
    [],
    { 'b/Dockerfile': RUN },
    /has 2 Dockerfiles:\n {2}1 {2}Dockerfile\n {2}2 {2}b\/Dockerfile\nChoose one with --file\.\n$/,
  ],
  [
    [],
    { 'a.yaml': VALUES, 'b.yaml': VALUES },
    /2 values files with an image of Airflow:[\s\S]*Choose one with --values\.\n$/,
  ],
  [[], { Dockerfile: 'RUN x\nFROM airflow\n' }, /^Dockerfile does not begin with FROM\./],
])('%j with %j ends with one sentence and the exit code 2', async (flags, files, message) => {
  const { code, stderr, stdout } = await tryFiles({ ...REPOSITORY, ...files }, ...flags);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(message);
  expect(stderr).not.toContain('    at ');
});
