import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { findPython } from '../sandbox/programs/python.ts';
import { requirePart } from '../scripts/parts/installed.ts';
import { loadDags } from '../src/airflow/load.ts';
import { type Measurement, median, spreadOf, takeSamples } from './measure.ts';
import { runCheck } from './parts/check-action.ts';
import { airflowEnvironment, writeDags } from './parts/dag-files.ts';
import { peakMemory } from './parts/peak-memory.ts';

const run = promisify(execFile);
const RUNS = 5;
const FILES = 1_000;
const ROOT = resolve(import.meta.dirname, '..');
const DAG_BAG = join(import.meta.dirname, 'parts/dag_bag.py');
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
 * Measures loading a thousand DAG files of ten tasks without kept results, once and with the second load and all
 * findings, against Airflow's own DagBag with serialisation. The limit is one import of Airflow plus parsing on all cores.
 */
export async function dags(): Promise<Measurement[]> {
  const interpreter = findPython(requirePart('airflow'));
  const team = await makeTeam();
  const env = airflowEnvironment(team, interpreter);
  const python = {
    command: interpreter,
    args: [LOADER],
    environment: env,
    dagFolder: join(team, 'airflow/dags'),
    roots: [team],
  };
  try {
    const parsing: number[] = [];
    const once = async () => {
      const start = performance.now();
      const { files } = await loadDags(python, LIMITS, ANSWERS);
      parsing.push(files.reduce((sum, { seconds = 0 }) => sum + seconds * 1_000, 0) / LIMITS.processes);
      return performance.now() - start;
    };
    const all = () => runCheck(team, interpreter);
    const theirs = () => time(interpreter, [DAG_BAG, join(team, 'airflow/dags')], env);
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
        goal: 'ours ≤ 0.9 × theirs',
        ...common,
      },
      {
        name: 'dags-1000-all-findings',
        ours: median(check),
        spread: spreadOf(check),
        goal: 'ours ≤ 0.9 × theirs, although each file is loaded twice',
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

async function makeTeam(): Promise<string> {
  const team = await mkdtemp(join(tmpdir(), 'flux-airflow-dags-'));
  await writeDags(join(team, 'airflow/dags'), FILES);
  return team;
}
