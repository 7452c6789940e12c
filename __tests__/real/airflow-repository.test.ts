import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findPython, typesCache } from '../../sandbox/programs/python.ts';
import { describeWith } from './parts/find-part.ts';

const ROOT = resolve(import.meta.dirname, '../..');

interface Outcome {
  readonly exitCode: number;
  readonly output: string;
}

describeWith(['airflow'], 'the Airflow repository', ({ airflow = '' }) => {
  const python = findPython(airflow);
  const programs = dirname(python);
  let workspace: string;

  beforeAll(async () => {
    workspace = await mkdtemp(join(tmpdir(), 'flux-airflow-repository-'));
    for (const name of ['airflow', 'pyproject.toml', 'requirements.in', 'requirements.txt']) {
      await cp(join(ROOT, name), join(workspace, name), { recursive: true });
    }
  });
  afterAll(() => rm(workspace, { recursive: true, force: true }));

  /** Runs a program of the environment, with its own Airflow home. */
  async function run(program: string, ...argv: string[]): Promise<Outcome> {
    const env = {
      PATH: `${programs}:${process.env.PATH}`,
      HOME: workspace,
      MYPY_CACHE_DIR: typesCache(python),
      AIRFLOW_HOME: join(workspace, 'home'),
      AIRFLOW_CONFIG: join(workspace, 'airflow/config/airflow.cfg'),
      AIRFLOW__CORE__DAGS_FOLDER: join(workspace, 'airflow/dags'),
      AIRFLOW__CORE__PLUGINS_FOLDER: join(workspace, 'airflow/plugins'),
      AIRFLOW__LOGGING__LOGGING_LEVEL: 'FATAL',
      PYTHONPATH: join(workspace, 'airflow'),
    };
    const options = { cwd: workspace, env, maxBuffer: 64 << 20 };
    const outcome = await promisify(execFile)(join(programs, program), argv, options).then(
      (done) => ({ ...done, code: 0 }),
      (error: { code?: number; stdout: string; stderr: string }) => error,
    );
    return { exitCode: outcome.code ?? -1, output: `${outcome.stdout}${outcome.stderr}` };
  }

  test.each([
    ['ruff', ['check', 'airflow']],
    ['ruff', ['format', '--check', 'airflow']],
    ['mypy', ['airflow']],
    ['pytest', ['-q', 'airflow/tests']],
  ])('%s %j finds nothing', async (program, argv) => {
    expect(await run(program, ...argv)).toEqual({ exitCode: 0, output: expect.any(String) });
  });

  test('each tool finds its kind of problem', async () => {
    const dags = join(workspace, 'airflow/dags');
    await writeFile(join(dags, 'old.py'), 'from airflow.operators.python import PythonOperator\n\nPythonOperator()\n');
    await writeFile(join(workspace, 'airflow/business_logic/wrong.py'), 'DAYS: int = "seven"\n');
    const [lint, types, tests] = await Promise.all([
      run('ruff', 'check', 'airflow'),
      run('mypy', 'airflow/business_logic'),
      run('pytest', '-q', 'airflow/tests/test_dags.py'),
    ]);
    await Promise.all([rm(join(dags, 'old.py')), rm(join(workspace, 'airflow/business_logic/wrong.py'))]);
    expect(lint).toEqual({ exitCode: 1, output: expect.stringMatching(/AIR\d+[\s\S]*airflow\/dags\/old\.py:3/) });
    expect(types).toEqual({ exitCode: 1, output: expect.stringContaining('business_logic/wrong.py:1') });
    expect(tests).toEqual({ exitCode: 1, output: expect.stringContaining('old.py') });
  });

  test('a developer’s local Airflow loads both DAGs and runs one successfully', async () => {
    const migrated = await run('airflow', 'db', 'migrate');
    expect({ ...migrated, log: migrated.output }).toHaveSucceeded();
    const [errors, tested] = await Promise.all([
      run('airflow', 'dags', 'list-import-errors', '--local', '--bundle-name', 'dags-folder', '--output', 'json'),
      run('airflow', 'dags', 'test', 'orders_revenue'),
    ]);
    expect({ ...errors, log: errors.output }).toHaveSucceeded({ log: /(?:^|\n)\[\]\s*$/ });
    expect({ ...tested, log: tested.output }).toHaveSucceeded();
  });

  test('Dockerfile, tools and the recipe for requirements.txt use the same Airflow version', async () => {
    const texts = ['Dockerfile', 'requirements-dev.txt', 'requirements.in', 'docs/how-to/dag-authors.md'].map((name) =>
      readFile(join(ROOT, name), 'utf8'),
    );
    const [dockerfile = '', ...others] = await Promise.all(texts);
    const version = /^ARG AIRFLOW_VERSION=(\S+)$/m.exec(dockerfile)?.[1];
    const named = others.flatMap((text) => [...text.matchAll(/airflow(?:==|:)(\d[\d.]*)/g)].map(([, found]) => found));
    expect(named.length).toBeGreaterThanOrEqual(2);
    expect(new Set(named)).toEqual(new Set([version]));
  });
});
