import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gitText, identity } from '../sandbox/github/git.ts';
import { findPython } from '../sandbox/programs/python.ts';
import { requirePart } from '../scripts/parts/installed.ts';
import { type Measurement, median, spreadOf, takeSamples } from './measure.ts';
import { runCheck } from './parts/check-action.ts';
import { airflowEnvironment, dagText, writeDags } from './parts/dag-files.ts';

const run = promisify(execFile);
const RUNS = 5;
const ENGINEER = identity({ name: 'ada', email: 'ada@example.com' });

/** A repository whose newest commit changes one DAG, and the results that a check of the commit before kept. */
interface Team {
  check(): Promise<number>;
  listErrors(): Promise<number>;
  remove(): Promise<void>;
}

/**
 * Measures the check of a change of one DAG among a thousand, with the results that the check of the last merge kept,
 * against `airflow dags list-import-errors` over all of them. The limit is the check of a repository with one DAG.
 */
export async function checkOne(): Promise<Measurement[]> {
  const teams = [await makeTeam(1), await makeTeam(1_000), await makeTeam(10_000)] as const;
  const [one, thousand, tenThousand] = teams;
  try {
    const works = [one.check, thousand.check, tenThousand.check, thousand.listErrors];
    const [single = [], some = [], many = [], theirs = []] = await takeSamples(RUNS, ...works);
    const common = { unit: 'ms', runs: RUNS } as const;
    return [
      {
        name: 'check-one-of-1000',
        ours: median(some),
        theirs: median(theirs),
        limit: median(single),
        spread: spreadOf(some),
        goal: 'ours ≤ 1.5 × limit, ours ≤ 0.5 × theirs',
        ...common,
      },
      {
        name: 'check-one-of-10000',
        ours: median(many),
        theirs: median(some),
        limit: median(single),
        spread: spreadOf(many),
        goal: 'ours ≤ 1.5 × theirs, which is check-one-of-1000',
        ...common,
      },
    ];
  } finally {
    await Promise.all(teams.map((team) => team.remove()));
  }
}

async function makeTeam(files: number): Promise<Team> {
  const airflow = requirePart('airflow');
  const python = findPython(airflow);
  const team = await mkdtemp(join(tmpdir(), 'flux-airflow-check-one-'));
  const [workspace, kept, cache] = ['workspace', 'kept', 'cache'].map((name) => join(team, name)) as [
    string,
    string,
    string,
  ];
  const git = (...args: string[]) => gitText(workspace, args, { environment: ENGINEER });
  const commit = async (message: string) => {
    await git('add', '--all');
    await git('commit', '--quiet', '--message', message);
  };
  await writeDags(join(workspace, 'airflow/dags'), files);
  await git('init', '--quiet');
  await commit('all');
  await runCheck(workspace, python, { cache: kept, base: 'HEAD' });
  await writeFile(join(workspace, 'airflow/dags/team_0.py'), dagText(0, '@weekly'));
  await commit('change one');
  const env = airflowEnvironment(workspace, python);
  await run(airflow, ['db', 'migrate'], { env: { ...env, AIRFLOW_HOME: join(team, 'home') } });
  return {
    check: async () => {
      await rm(cache, { recursive: true, force: true });
      await cp(kept, cache, { recursive: true });
      return runCheck(workspace, python, { cache, base: 'HEAD^' });
    },
    listErrors: async () => {
      const start = performance.now();
      const args = ['dags', 'list-import-errors', '--local', '-B', 'dags-folder'];
      await run(airflow, args, { env: { ...env, AIRFLOW_HOME: join(team, 'home') }, maxBuffer: 64 << 20 });
      return performance.now() - start;
    },
    remove: () => rm(team, { recursive: true, force: true }),
  };
}
