import { execFile } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DagFinding } from '../../src/airflow/finding.ts';
import { findProblems } from '../../src/airflow/findings.ts';
import type { FileReport, Inventory } from '../../src/airflow/inventory.ts';
import { loadDags } from '../../src/airflow/load.ts';
import { CASES, LOGIC } from './check/cases.ts';
import { EFFECT_FILES, LIBRARIES } from './check/effect-files.ts';
import { describeWith } from './parts/find-part.ts';

const run = promisify(execFile);
const LOADER = resolve(import.meta.dirname, '../../src/airflow/loader');
const DAG_BAG = resolve(import.meta.dirname, 'check/dag_bag.py');
const LIMITS = { secondsPerFile: 60, memoryMbPerFile: 1024, processes: 2, programs: [], hosts: [] };
const ANSWERS = { variables: { rate: '2' }, connections: [] };
const POLICY = { dagId: undefined, owners: undefined, tags: undefined, minRetries: undefined };

/** The part for each supported minor version, and the version that it installs. */
const VERSIONS = [
  { part: 'airflow-2.11', version: '2.11.0' },
  { part: 'airflow-3.0', version: '3.0.6' },
  { part: 'airflow-3.1', version: '3.1.5' },
  { part: 'airflow-3.2', version: '3.2.2' },
  { part: 'airflow', version: '3.3.2' },
];

/** Errors that check reports in the examples that Airflow ships, with the reason. */
const EXAMPLE_ERRORS: Readonly<Record<string, string>> = {
  'example_dataset_alias.py': 'Airflow 2 queries its metadata database for a DAG that an alias schedules',
  'example_dataset_alias_with_no_taskflow.py':
    'Airflow 2 queries its metadata database for a DAG that an alias schedules',
  'example_subdag_operator.py': 'Airflow 2 queries its metadata database for the pool of a SubDAG',
};

/** The folder of the examples below a virtual environment's Python folder. */
const EXAMPLES = 'site-packages/airflow/example_dags';

interface Loaded {
  readonly ids: readonly string[];
  readonly isBroken: boolean;
}

describe.each(VERSIONS)('Airflow $version', ({ part, version }) => {
  describeWith([part], 'loaded by the loader and by its own DagBag', ({ [part]: airflow = '' }) => {
    const python = join(dirname(realpathSync(airflow)), 'python');
    const cases = CASES.filter(({ file, airflow: says }) => says !== 'not asked' && !notIn(version).includes(file));
    let folder: string;
    let dags: string;
    let environment: Record<string, string>;
    let ours: Inventory;
    let theirs: Readonly<Record<string, Loaded>>;
    let findings: readonly DagFinding[];

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'flux-airflow-versions-'));
      dags = join(folder, 'code/dags');
      environment = {
        PATH: process.env.PATH ?? '',
        LANG: 'C.UTF-8',
        HOME: folder,
        AIRFLOW_HOME: join(folder, 'home'),
        PYTHONDONTWRITEBYTECODE: '1',
        PYTHONPATH: `${join(folder, 'code')}:${join(folder, 'site-packages')}`,
      };
      const written = [...cases, ...EFFECT_FILES];
      await write({
        ...Object.fromEntries(written.map(({ file, source }) => [`code/dags/${file}`, forVersion(source, version)])),
        ...Object.fromEntries(Object.entries(LOGIC).map(([file, source]) => [`code/business_logic/${file}`, source])),
        ...Object.fromEntries(Object.entries(LIBRARIES).map(([file, source]) => [`site-packages/${file}`, source])),
      });
      await cp(resolve(dirname(python), '../lib', await pythonFolder(), EXAMPLES), join(dags, 'examples'), {
        recursive: true,
      });
      [ours, theirs] = await Promise.all([loadByCheck(), loadByAirflow()]);
      findings = findProblems(ours.files, dags, POLICY);
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    async function write(files: Readonly<Record<string, string>>): Promise<void> {
      for (const [name, text] of Object.entries(files)) {
        await mkdir(dirname(join(folder, name)), { recursive: true });
        await writeFile(join(folder, name), text);
      }
    }

    async function pythonFolder(): Promise<string> {
      const [name = ''] = await readdir(resolve(dirname(python), '../lib'));
      return name;
    }

    async function loadByCheck(): Promise<Inventory> {
      const place = { command: python, args: [LOADER], environment, dagFolder: dags, roots: [join(folder, 'code')] };
      return loadDags(place, LIMITS, ANSWERS);
    }

    async function loadByAirflow(): Promise<Readonly<Record<string, Loaded>>> {
      const env = { ...environment, AIRFLOW_VAR_RATE: '2' };
      const { stdout } = await run(python, [DAG_BAG, dags], { env, maxBuffer: 64 << 20 });
      return withoutIdsOfBroken(JSON.parse(stdout.slice(stdout.lastIndexOf('\n{'))));
    }

    test('both find the same broken files, and the same DAGs in the others', () => {
      expect(ours.airflow).toBe(version);
      expect(resultOf(ours.files)).toEqual(theirs);
      const broken = Object.keys(theirs).filter((file) => theirs[file]?.isBroken && !file.startsWith('examples/'));
      expect(broken.sort()).toEqual(
        cases
          .filter((each) => each.airflow === 'broken')
          .map(({ file }) => file)
          .sort(),
      );
    });

    test('every example that Airflow ships loads without an error', () => {
      const ids = Object.entries(theirs).flatMap(([file, loaded]) => (file.startsWith('examples/') ? loaded.ids : []));
      expect(ids.length).toBeGreaterThan(30);
      const errors = findings.filter(
        ({ level, location }) => level === 'error' && location.file.startsWith(`${dags}/examples/`),
      );
      const unexpected = errors.filter(({ location }) => EXAMPLE_ERRORS[basename(location.file)] === undefined);
      expect(unexpected).toEqual([]);
    });

    test.each(EFFECT_FILES)('$file has its findings, and its DAG', ({ file, expected }) => {
      const found = findings.filter(
        ({ location, code }) => location.file === `${dags}/${file}` && code.startsWith('parse-'),
      );
      expect(found.map(({ level, code, location: { line } }) => `${level} ${code} ${line}`).sort()).toEqual(expected);
      expect(theirs[file]).toMatchObject({ ids: [expect.any(String)], isBroken: false });
    });
  });
});

function resultOf(files: readonly FileReport[]): Record<string, Loaded> {
  const pairs = files.map(({ file, dags = [], errors = [], failure }) => [
    file,
    { ids: dags.map(({ id }) => id).sort(), isBroken: errors.length > 0 || failure !== undefined },
  ]);
  return withoutIdsOfBroken(Object.fromEntries(pairs));
}

/** Check still describes a DAG that Airflow rejects, for the comparison with the base. */
function withoutIdsOfBroken(loaded: Readonly<Record<string, Loaded>>): Record<string, Loaded> {
  return Object.fromEntries(
    Object.entries(loaded).map(([file, { ids, isBroken }]) => [file, { ids: isBroken ? [] : ids, isBroken }]),
  );
}

/** Returns the broken cases that load with a release. */
function notIn(version: string): readonly string[] {
  return version.startsWith('2.') ? ['removed_api.py'] : [];
}

/** Replaces imports, because Airflow 2 has the same classes under other names. */
function forVersion(source: string, version: string): string {
  if (!version.startsWith('2.')) return source;
  return source
    .replaceAll(
      'from airflow.sdk import DAG, Variable, dag, task\n',
      'from airflow.decorators import dag, task; from airflow.models import DAG, Variable\n',
    )
    .replaceAll('airflow.providers.standard.operators', 'airflow.operators');
}
