import { execFile } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type ActionResult, runAction } from '../../sandbox/runner/run-action.ts';
import type { DagFinding } from '../../src/airflow/findings/finding.ts';
import { CASES, LOGIC } from './check/cases.ts';
import { describeWith } from './parts/find-part.ts';

const run = promisify(execFile);
const ACTION = resolve(import.meta.dirname, '../../actions/check');
const IDENTITY = ['-c', 'user.name=ada', '-c', 'user.email=ada@example.com'];

interface Report {
  readonly files: readonly { readonly file: string; readonly dags?: readonly { readonly id: string }[] }[];
  readonly findings: readonly (Omit<DagFinding, 'location'> & { readonly path: string; readonly line: number })[];
}

describeWith(['airflow'], 'DAG files loaded by a real Airflow', ({ airflow = '' }) => {
  const python = join(dirname(realpathSync(airflow)), 'python');
  let workspace: string;
  let temp: string;

  beforeAll(async () => {
    workspace = await mkdtemp(join(tmpdir(), 'flux-airflow-check-'));
    temp = await mkdtemp(join(tmpdir(), 'flux-airflow-check-temp-'));
    await run('git', ['init', '--quiet'], { cwd: workspace });
  });
  afterAll(async () => {
    await Promise.all([workspace, temp].map((path) => rm(path, { recursive: true, force: true })));
  });

  async function write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(workspace, name)), { recursive: true });
      await writeFile(join(workspace, name), text);
    }
  }

  async function check(inputs: Record<string, string> = {}): Promise<ActionResult & { readonly report: Report }> {
    await run('git', ['add', '--all'], { cwd: workspace });
    await run('git', [...IDENTITY, 'commit', '--quiet', '--allow-empty', '--message', 'all'], { cwd: workspace });
    const result = await runAction({
      action: ACTION,
      repository: 'flux-data/flux-airflow',
      sha: (await run('git', ['rev-parse', 'HEAD'], { cwd: workspace })).stdout.trim(),
      workspace,
      runnerTemp: temp,
      apiUrl: 'http://127.0.0.1:9',
      token: 'not used',
      limitMs: 300_000,
      inputs: { python, ...inputs },
    });
    const { inventory } = result.outputs;
    if (inventory === undefined) throw new Error(result.log.join('\n'));
    return { ...result, report: JSON.parse(await readFile(inventory, 'utf8')) };
  }

  test(`${CASES.length} broken and odd files: each has exactly its findings, at their lines`, async () => {
    await write({
      '.github/flux-airflow.yaml': 'check:\n  seconds-per-file: 10\n  memory-mb-per-file: 512\n',
      'airflow/config/variables.json': '{"rate": "2"}',
      ...Object.fromEntries(CASES.map(({ file, source }) => [`airflow/dags/${file}`, source])),
      ...Object.fromEntries(Object.entries(LOGIC).map(([file, source]) => [`airflow/business_logic/${file}`, source])),
    });
    const checked = await check();
    const { report, annotations, log } = checked;
    const found = Map.groupBy(report.findings, ({ path }) => path.replace('airflow/dags/', ''));
    const actual = CASES.map(({ file }) => [
      file,
      (found.get(file) ?? []).map(({ code, line }) => `${code} ${line}`).sort(),
    ]);
    const expected = CASES.map((each) => [each.file, each.expected.map(([code, line]) => `${code} ${line}`).sort()]);
    expect(actual).toEqual(expected);
    expect([...found.keys()].filter((file) => !CASES.some((each) => each.file === file))).toEqual([]);
    expect(checked).toHaveExitedWith(1);
    expect(annotations.filter(({ file }) => file === undefined)).toEqual([]);
    expect(log.join('\n')).not.toContain('::set-output');
  });

  test('Airflow itself agrees on which files are broken, and on the DAGs of the others', async () => {
    const asked = CASES.filter(({ airflow: says }) => says !== 'not asked');
    await rm(join(workspace, 'airflow/dags'), { recursive: true });
    await write(Object.fromEntries(asked.map(({ file, source }) => [`airflow/dags/${file}`, source])));
    const { report } = await check();
    const errors = report.findings.filter(({ level }) => level === 'error').map(({ path }) => path);
    const ours = new Set(errors.map((path) => path.replace('airflow/dags/', '')));
    const code = join(workspace, 'airflow');
    const env = {
      PATH: process.env.PATH,
      AIRFLOW_HOME: join(temp, 'home'),
      AIRFLOW__CORE__DAGS_FOLDER: join(code, 'dags'),
      AIRFLOW__CORE__LOAD_EXAMPLES: 'False',
      AIRFLOW__LOGGING__LOGGING_LEVEL: 'FATAL',
      AIRFLOW_VAR_RATE: '2',
      PYTHONPATH: code,
      NO_COLOR: '1',
    };
    const ask = async (...args: string[]) => {
      const options = { env, maxBuffer: 64 << 20 };
      const { stdout } = await run(airflow, args, options).catch((error: { stdout: string }) => error);
      return JSON.parse(stdout.slice(stdout.search(/^\[/m)));
    };
    await run(airflow, ['db', 'migrate'], { env });
    const broken: { filepath: string }[] = await ask(
      'dags',
      'list-import-errors',
      '--local',
      '-B',
      'dags-folder',
      '-o',
      'json',
    );
    expect([...ours].sort()).toEqual([...new Set(broken.map(({ filepath }) => filepath))].sort());
    expect([...ours].sort()).toEqual(
      asked
        .filter((each) => each.airflow === 'broken')
        .map(({ file }) => file)
        .sort(),
    );
    const listed: { dag_id: string }[] = await ask('dags', 'list', '--local', '-B', 'dags-folder', '-o', 'json');
    const ids = report.files.flatMap(({ file, dags = [] }) => (ours.has(file) ? [] : dags.map(({ id }) => id)));
    expect(ids.sort()).toEqual(listed.map(({ dag_id: id }) => id).sort());
  });
});
