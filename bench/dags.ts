import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { findPython } from '../__tests__/real/parts/python.ts';
import { runAction } from '../sandbox/runner/run-action.ts';
import { requirePart } from '../scripts/parts/installed.ts';
import { loadDags } from '../src/airflow/load.ts';
import { type Measurement, median, spreadOf, takeSamples } from './measure.ts';
import { peakMemory } from './parts/peak-memory.ts';

const run = promisify(execFile);
const RUNS = 5;
const FILES = 1_000;
const TASKS = 10;
const ROOT = resolve(import.meta.dirname, '..');
const LOADER = join(ROOT, 'src/airflow/loader');
const LIMITS = {
  secondsPerFile: 30,
  memoryMbPerFile: 1024,
  processes: availableParallelism(),
  programs: [],
  hosts: [],
};
const ANSWERS = { variables: {}, connections: {} };

/** The imports that both sides need before they read a file. */
const IMPORT = 'import airflow.dag_processing.dagbag, airflow.sdk, airflow.serialization.serialized_objects';

/**
 * Measures loading a thousand DAG files of ten tasks, once and with all findings, against
 * `airflow dags list-import-errors`. The limit is one import of Airflow plus parsing on all cores.
 */
export async function dags(): Promise<Measurement[]> {
  const airflow = requirePart('airflow');
  const interpreter = findPython(airflow);
  const team = await makeTeam();
  const env = environmentOf(team, interpreter);
  const python = {
    command: interpreter,
    args: [LOADER],
    environment: env,
    dagFolder: join(team, 'airflow/dags'),
    roots: [team],
  };
  try {
    await run(airflow, ['db', 'migrate'], { env });
    const parsing: number[] = [];
    const once = async () => {
      const start = performance.now();
      const { files } = await loadDags(python, LIMITS, ANSWERS);
      parsing.push(files.reduce((sum, { seconds = 0 }) => sum + seconds * 1_000, 0) / LIMITS.processes);
      return performance.now() - start;
    };
    const all = () => checkAll(team, interpreter);
    const theirs = () => time(airflow, ['dags', 'list-import-errors', '--local', '-B', 'dags-folder'], env);
    const importing = () => time(interpreter, ['-c', IMPORT], env);
    await theirs();
    const [load = [], check = [], list = [], start = []] = await takeSamples(RUNS, once, all, theirs, importing);
    const [ours, their] = [await peakMemory(once), await peakMemory(theirs)];
    const common = { theirs: median(list), limit: median(start) + median(parsing), unit: 'ms', runs: RUNS } as const;
    return [
      {
        name: 'dags-1000-one-load',
        ours: median(load),
        spread: spreadOf(load),
        goal: 'ours ≤ 0.6 × theirs',
        ...common,
      },
      {
        name: 'dags-1000-all-findings',
        ours: median(check),
        spread: spreadOf(check),
        goal: 'ours ≤ 1.2 × theirs',
        ...common,
      },
      { name: 'dags-1000-peak-memory', ours, theirs: their, limit: null, unit: 'bytes', runs: 1 },
    ];
  } finally {
    await rm(team, { recursive: true, force: true });
  }
}

async function time(program: string, args: readonly string[], env: Record<string, string>): Promise<number> {
  const start = performance.now();
  await run(program, args, { env, maxBuffer: 64 << 20 });
  return performance.now() - start;
}

async function checkAll(workspace: string, python: string): Promise<number> {
  const start = performance.now();
  const { exitCode, log } = await runAction({
    action: join(ROOT, 'actions/check'),
    repository: 'flux-data/flux-airflow',
    sha: 'a'.repeat(40),
    workspace,
    apiUrl: 'http://127.0.0.1:9',
    token: 'not used',
    limitMs: 600_000,
    inputs: { python, ruff: join(dirname(python), 'ruff') },
  });
  if (exitCode !== 0) throw new Error(log.join('\n'));
  return performance.now() - start;
}

function environmentOf(team: string, interpreter: string): Record<string, string> {
  return {
    PATH: `${dirname(interpreter)}:${process.env.PATH}`,
    HOME: team,
    AIRFLOW_HOME: join(team, '.home'),
    AIRFLOW__CORE__DAGS_FOLDER: join(team, 'airflow/dags'),
    AIRFLOW__CORE__LOAD_EXAMPLES: 'False',
    AIRFLOW__LOGGING__LOGGING_LEVEL: 'FATAL',
  };
}

async function makeTeam(): Promise<string> {
  const team = await mkdtemp(join(tmpdir(), 'flux-airflow-dags-'));
  const folder = join(team, 'airflow/dags');
  await mkdir(folder, { recursive: true });
  for (let file = 0; file < FILES; file += 1) await writeFile(join(folder, `team_${file}.py`), dagText(file));
  return team;
}

function dagText(file: number): string {
  const tasks = Array.from(
    { length: TASKS },
    (_, task) => `    @task(task_id="step_${task}")\n    def step_${task}() -> int:\n        return ${task}\n`,
  );
  const order = Array.from({ length: TASKS }, (_, task) => `step_${task}()`).join(' >> ');
  return `import pendulum
from airflow.sdk import dag, task


@dag(
    schedule="@daily",
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    default_args={"owner": "ada", "retries": 2},
)
def team_${file}() -> None:
${tasks.join('\n')}
    ${order}


team_${file}()
`;
}
