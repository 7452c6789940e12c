import { execFile } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runAction } from '../../sandbox/runner/run-action.ts';
import type { DagChange } from '../../src/airflow/changes/compare.ts';
import { describeWith } from './parts/find-part.ts';

const run = promisify(execFile);
const ACTION = resolve(import.meta.dirname, '../../actions/check');
const IDENTITY = ['-c', 'user.name=ada', '-c', 'user.email=ada@example.com'];

function dag(id: string, schedule: string, ...lines: readonly string[]): string {
  return ['from airflow.sdk import DAG', ...lines, `with DAG("${id}", schedule=${schedule}):`, '    pass', ''].join(
    '\n',
  );
}

/** What a check found, and how often it started the interpreter: each start imports Airflow. */
interface Checked {
  readonly starts: number;
  readonly base: string | undefined;
  readonly changes: readonly string[];
}

describeWith(['airflow'], 'the base of a pull request, with the results of the check before', ({ airflow = '' }) => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flux-airflow-check-base-'));
    // The shell's PWD is another one for the base, which is a reason for a loader of its own.
    const counted = `#!/bin/sh\necho >> ${folder}/starts\nexec env -u PWD -u OLDPWD ${join(dirname(realpathSync(airflow)), 'python')} "$@"\n`;
    await writeFile(join(folder, 'python'), counted);
    await chmod(join(folder, 'python'), 0o755);
    await mkdir(join(folder, 'workspace'));
    await git('init', '--quiet');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const git = (...args: string[]) => run('git', [...IDENTITY, ...args], { cwd: join(folder, 'workspace') });

  async function commit(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(files)) {
      const path = join(folder, 'workspace/airflow', name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
    await git('add', '--all');
    await git('commit', '--quiet', '--message', 'all');
  }

  async function check(base: string): Promise<Checked> {
    await writeFile(join(folder, 'starts'), '');
    const { log, outputs } = await runAction({
      action: ACTION,
      repository: 'flux-data/flux-airflow',
      sha: 'a'.repeat(40),
      workspace: join(folder, 'workspace'),
      runnerTemp: folder,
      apiUrl: 'http://127.0.0.1:9',
      token: 'not used',
      limitMs: 300_000,
      inputs: { python: join(folder, 'python'), cache: join(folder, 'cache'), base },
    });
    if (outputs.inventory === undefined) throw new Error(log.join('\n'));
    const { changes }: { changes: readonly DagChange[] } = JSON.parse(await readFile(outputs.inventory, 'utf8'));
    return {
      starts: (await readFile(join(folder, 'starts'), 'utf8')).length,
      base: log.find((line) => line.startsWith('Base: ')),
      changes: changes.map(({ kind, id, differences }) => [kind, id, ...differences].join(' ')),
    };
  }

  test('all of its files have a valid result: it is not loaded, and no third process imports Airflow', async () => {
    await commit({
      'dags/a.py': dag('a', '"@daily"'),
      'dags/b.py': dag('b', 'None'),
      'plugins/team.py': 'TEAM = "a"\n',
    });
    await check('HEAD');
    await commit({ 'dags/a.py': dag('a', '"@weekly"'), 'plugins/team.py': 'TEAM = "b"\n' });
    const base = 'Base: kept the results of 2 files, loaded 0 files.';
    const changes = ['changed a schedule: @daily → @weekly'];
    expect(await check('HEAD^')).toEqual({ starts: 2, base, changes });
  });

  test.each<[string, string, string, string, string]>([
    ['changed since', 'dags/b.py', dag('b', '"@hourly"'), '"@monthly"', 'kept the results of 2 files, loaded 0 files.'],
    [
      'reads the clock',
      'dags/c.py',
      dag('c', 'None', 'import datetime', 'NOW = datetime.datetime.now()'),
      '"@yearly"',
      'kept the results of 2 files, loaded 1 file.',
    ],
  ])('a file that %s has no valid result: the base has a loader of its own', async (_, file, text, schedule, base) => {
    await commit({ [file]: text });
    await commit({ 'dags/a.py': dag('a', schedule) });
    const changes = [expect.stringMatching(/^changed a schedule: /)];
    expect(await check('HEAD^')).toEqual({ starts: 3, base: `Base: ${base}`, changes });
  });
});
