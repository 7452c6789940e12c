import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findPython, typesCache } from '../../sandbox/programs/python.ts';
import { currentVersion } from '../../scripts/release-pins.ts';
import { describeWith } from './parts/find-part.ts';

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../..');

describeWith(['compose'], 'docker-compose.yaml', ({ compose = '' }) => {
  test.each(['.', 'template'])('in %s is valid, and mounts every folder that the image has', async (folder) => {
    const { stdout } = await run(compose, ['config', '--format', 'json'], { cwd: join(ROOT, folder) });
    const { services } = JSON.parse(stdout);
    const targets = services.scheduler.volumes.map(({ target }: { target: string }) => target);
    const dockerfile = await readFile(join(ROOT, folder, 'Dockerfile'), 'utf8');
    const copied = [...dockerfile.matchAll(/^COPY .*airflow\/(\w+) /gm)].map(([, name]) => `/opt/airflow/${name}`);
    expect(copied.length).toBeGreaterThan(3);
    expect(targets).toEqual(expect.arrayContaining(copied));
  });
});

describeWith(['airflow', 'make', 'pre-commit'], 'the template', ({ airflow = '', make = '', ...programs }) => {
  const preCommit = programs['pre-commit'] ?? '';
  const python = findPython(airflow);
  let directory: string;
  let team: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'flux-airflow-template-'));
    team = join(directory, 'team');
    const hooks = join(directory, 'hooks');
    await cp(join(ROOT, 'template'), team, { recursive: true });
    for (const name of ['.pre-commit-hooks.yaml', 'scripts', 'dist', 'package.json'])
      await cp(join(ROOT, name), join(hooks, name), { recursive: true });
    for (const folder of [hooks, team]) await commitAll(folder);
    await run('git', ['tag', `v${currentVersion()}`], { cwd: hooks });
    const instead = [`url.${hooks}.insteadOf`, 'https://github.com/flux-data/flux-airflow'];
    await run('git', ['config', '--global', ...instead], { env: environment() });
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  function environment(): NodeJS.ProcessEnv {
    const PATH = [dirname(python), dirname(process.execPath), process.env.PATH].join(':');
    return { PATH, HOME: directory, NO_COLOR: '1', MYPY_CACHE_DIR: typesCache(python) };
  }

  async function commitAll(folder: string): Promise<void> {
    await run('git', ['init', '--quiet'], { cwd: folder });
    await run('git', ['add', '--all'], { cwd: folder });
    const person = ['-c', 'user.name=ada', '-c', 'user.email=ada@example.com'];
    await run('git', [...person, 'commit', '--quiet', '--message', 'all'], { cwd: folder });
  }

  test('its requirements can be installed with the versions of the image', async () => {
    const version = (await readFile(join(team, '.python-version'), 'utf8')).trim();
    const argv = [
      'pip',
      'compile',
      '--system-certs',
      '--quiet',
      '--no-header',
      '--no-annotate',
      '--python-version',
      version,
    ];
    const { stdout } = await run(join(dirname(python), 'uv'), [...argv, 'requirements-dev.txt'], { cwd: team });
    expect(stdout).toMatch(/^apache-airflow-providers-cncf-kubernetes==/m);
  });

  test('`pre-commit run` passes on its own files: the linter, the types, and the check of the release', async () => {
    const { stdout } = await run(preCommit, ['run', '--all-files', '--verbose', '--color', 'never'], {
      cwd: team,
      env: environment(),
    });
    expect(stdout.match(/Passed$/gm)).toHaveLength(4);
    expect(stdout).toContain('1 file, 1 DAG, 0 errors');
  });

  test('`make check` passes, and each other task is known to make', async () => {
    const { stdout } = await run(make, ['check'], { cwd: team, env: environment() });
    expect(stdout).toMatch(/\d+ passed/);
    const listed = (await run(make, [], { cwd: team, env: environment() })).stdout;
    const tasks = [...listed.matchAll(/^make ([a-z]+):/gm)].map(([, name = '']) => name);
    expect(tasks).toEqual(['help', 'setup', 'check', 'format', 'up', 'down', 'requirements', 'constraints']);
    await run(make, ['--dry-run', ...tasks], { cwd: team, env: environment() });
  });
});
