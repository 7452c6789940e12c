import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findPython } from '../../sandbox/programs/python.ts';
import { describeWith } from './parts/find-part.ts';

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../..');

describeWith(['airflow', 'pre-commit'], 'the pre-commit hook', ({ airflow = '', 'pre-commit': preCommit = '' }) => {
  let directory: string;
  let workspace: string;
  let hooks: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'flux-airflow-pre-commit-'));
    [workspace, hooks] = [join(directory, 'team'), join(directory, 'hooks')];
    for (const name of ['.pre-commit-hooks.yaml', 'scripts', 'dist', 'package.json']) {
      await cp(join(ROOT, name), join(hooks, name), { recursive: true });
    }
    await cp(join(ROOT, 'airflow'), join(workspace, 'airflow'), { recursive: true });
    for (const folder of [hooks, workspace]) {
      await run('git', ['init', '--quiet'], { cwd: folder });
      await commitAll(folder);
    }
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  async function commitAll(folder: string): Promise<void> {
    await run('git', ['add', '--all'], { cwd: folder });
    await run('git', ['-c', 'user.name=ada', '-c', 'user.email=ada@example.com', 'commit', '--quiet', '-m', 'all'], {
      cwd: folder,
    });
  }

  async function runHook(): Promise<{ readonly exitCode: number; readonly log: string }> {
    const PATH = [dirname(findPython(airflow)), dirname(process.execPath), process.env.PATH].join(':');
    const env = { PATH, HOME: directory, PRE_COMMIT_HOME: join(directory, 'home'), NO_COLOR: '1' };
    const argv = ['try-repo', hooks, 'flux-airflow-check', '--all-files', '--verbose', '--color', 'never'];
    return run(preCommit, argv, { cwd: workspace, env }).then(
      ({ stdout }) => ({ exitCode: 0, log: stdout }),
      (error: { code: number; stdout: string }) => ({ exitCode: error.code, log: error.stdout }),
    );
  }

  test('it passes if all DAGs load, and names the line of one that does not', async () => {
    expect(await runHook()).toHaveSucceeded({ log: /(\d+) files, \1 DAGs, 0 errors/ });
    await writeFile(join(workspace, 'airflow/dags/broken.py'), '"""Broken DAG."""\n\nimport airflow_that_is_not\n');
    await run('git', ['add', '--all'], { cwd: workspace });
    const log = "airflow/dags/broken.py:3: error: ModuleNotFoundError: No module named 'airflow_that_is_not'";
    expect(await runHook()).toHaveExitedWith(1, { log });
  });
});
