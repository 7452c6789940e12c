import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findPython } from '../../sandbox/programs/python.ts';
import type { Loading, Verified } from '../../src/airflow/loading.ts';
import { type Change, change } from './incremental/changes.ts';
import { dag, FILES, library, plugin } from './incremental/team.ts';
import { Workbench } from './incremental/workbench.ts';
import { describeWith } from './parts/find-part.ts';

/** In a soak, each starts Airflow twice: three seconds. Otherwise both loads run in forks of a process that did. */
const IS_SOAK = process.env.PROPERTY_RUNS !== undefined;
const RUNS = Math.min(Number(process.env.PROPERTY_RUNS ?? 40), 300);
/** The verification by a loader of the head starts Airflow twice: eight seconds. */
const VERIFIED_EVERY = IS_SOAK ? 1 : 8;
const ALWAYS = {
  'clock.py': 'it reads the clock',
  'machine.py': 'it reads the name or size of the machine',
  'network.py': 'it uses the network',
};

/** Returns the files with a valid result. */
function validOf(found: Pick<Loading, 'kept'> | Verified): string[] {
  return [...('kept' in found ? found.kept : [])].flatMap(([file, { id }]) => (id === undefined ? [] : [file])).sort();
}

describeWith(['airflow'], 'a load with kept results', ({ airflow = '' }) => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await Workbench.create(findPython(airflow), FILES);
    await bench.load();
  });
  beforeEach(() => bench.reset(FILES));
  afterAll(() => bench.remove());

  test.each<[string, Change, readonly string[]]>([
    ['nothing', {}, []],
    ['a DAG', { files: { 'code/dags/plain.py': dag('plain', 'tags=["new"]') } }, ['plain.py']],
    ['a new DAG', { files: { 'code/dags/added.py': dag('added', '') } }, ['added.py']],
    ['a module behind a module', { files: { 'code/common/settings.py': 'OWNER = "eve"\n' } }, ['helped.py']],
    ['a YAML file', { files: { 'code/include/orders.yaml': 'schedule: "@weekly"\n' } }, ['factory.py']],
    ['a new YAML file', { files: { 'code/include/more.yaml': 'schedule: "@weekly"\n' } }, ['factory.py', 'walking.py']],
    ['a listed folder', { files: { 'code/include/sql/two.sql': '' } }, ['listing.py', 'walking.py']],
    ['a file that was missing', { files: { 'code/include/flag': '' } }, ['factory.py', 'optional.py', 'walking.py']],
    ['a file whose size is read', { files: { 'code/include/size.csv': 'ada ada' } }, ['size.py']],
    ['a module that was missing', { files: { 'code/extras.py': 'TAG = "new"\n' } }, ['optional.py']],
  ])('%s changes: only the files that read it are loaded', async (_, changed, expected) => {
    await bench.apply(changed);
    const { statistics } = await bench.load();
    expect([...statistics.loaded.keys()]).toEqual([...expected, ...Object.keys(ALWAYS)].sort());
    expect(Object.fromEntries(statistics.unkept)).toEqual(ALWAYS);
  });

  test.each<[string, Change]>([
    ['a plugin', { files: { 'code/plugins/team_plugin.py': 'TAG = "new"\n' } }],
    ['a module of a plugin', { files: { 'code/common/deep.py': 'NAME = "eve"\n' } }],
    ['a package', { files: library('2.0') }],
    ['a module that hides a package', { files: { 'code/team_library.py': 'VERSION = "own"\n' } }],
    ['the environment', { surroundings: { environment: { TEAM: 'eve' } } }],
    ['a sample', { surroundings: { variables: { rate: '2' } } }],
    ['the image', { surroundings: { image: 'FROM other' } }],
    ['the policy', { surroundings: { programs: ['dbt'] } }],
  ])('%s changes: all files are loaded', async (_, changed) => {
    await bench.apply(changed);
    const { statistics } = await bench.load();
    expect(statistics.kept).toBe(0);
  });

  test('a file whose text no longer looks like a DAG is not listed', async () => {
    await bench.apply({ files: { 'code/dags/plain.py': 'NAME = "ada"\n' } });
    const { inventory } = await bench.load();
    const listed = inventory.files.map(({ file }) => file);
    expect(listed).not.toContain('plain.py');
    expect(listed).toContain('helped.py');
  });

  test('a function of the team that chooses the files is asked each time', async () => {
    const lines = [
      'import os',
      'def choose(file_path, zip_file=None):',
      '    return not os.path.exists(__file__ + ".off")',
    ];
    const environment = { AIRFLOW__CORE__MIGHT_CONTAIN_DAG_CALLABLE: 'chooser.choose' };
    await bench.apply({
      files: { 'site-packages/chooser.py': `${lines.join('\n')}\n` },
      surroundings: { environment },
    });
    expect((await bench.load()).inventory.files).not.toEqual([]);
    expect((await bench.load()).statistics.kept).toBeGreaterThan(0);
    await bench.apply({ files: { 'site-packages/chooser.py.off': '' } });
    expect((await bench.load()).inventory.files).toEqual([]);
  });

  test.each<[string, Change]>([
    ['nothing', {}],
    ['a DAG', { files: { 'code/dags/plain.py': dag('plain', 'tags=["new"]') } }],
    ['a plugin', { files: { 'code/plugins/team_plugin.py': plugin('new') } }],
    ['the settings of Airflow', { files: { 'code/airflow_local_settings.py': 'TEAM = "new"\n' } }],
  ])(
    '%s changed since the base: a loader of the head finds its valid results, as the loader of the base does',
    async (_, changed) => {
      await bench.load();
      await bench.copyBase();
      await bench.apply(changed);
      const { elsewhere, itself } = await bench.verifyBase();
      expect(validOf(itself)).toEqual(expect.arrayContaining(['helped.py', 'plain.py', 'plugged.py']));
      expect('files' in elsewhere && elsewhere.files).toEqual(itself.all);
      const isComparable = !('code/airflow_local_settings.py' in (changed.files ?? {}));
      expect(validOf(elsewhere)).toEqual(isComparable ? validOf(itself) : []);
    },
  );

  test('a plugin that hides a module: the base needs a loader of its own', async () => {
    await bench.apply({ files: { 'code/plugins/pendulum.py': '' } });
    await bench.copyBase();
    const { elsewhere } = await bench.verifyBase();
    expect(elsewhere).toEqual({ because: 'a plugin has the name of a module' });
  });

  /** Returns whether a loader of the head finds all results that the base's own loader does; it must never find others. */
  async function findsSameAsBase(index: number, each: Change): Promise<boolean> {
    const { elsewhere, itself } = await bench.verifyBase();
    const [there, own] = [validOf(elsewhere), validOf(itself)];
    expect({ index, each, there }).toEqual({ index, each, there: there.filter((file) => own.includes(file)) });
    if ('files' in elsewhere) expect(elsewhere.files).toEqual(itself.all);
    return 'files' in elsewhere && there.length === own.length;
  }

  test(`${RUNS} random changes: the same files, DAGs and findings as a load of everything`, async () => {
    if (!IS_SOAK) await bench.warm();
    const changes = fc.sample(change, RUNS);
    let [kept, verified, alike] = [0, 0, 0];
    for (const [index, each] of changes.entries()) {
      const isVerified = index % VERIFIED_EVERY === 0;
      if (isVerified) await bench.copyBase();
      await bench.apply(each);
      if (isVerified) {
        verified += 1;
        if (await findsSameAsBase(index, each)) alike += 1;
      }
      const { incremental, full } = await bench.loadBoth();
      kept += incremental.statistics.kept;
      const history = { changes: changes.slice(0, index + 1) };
      expect({ ...history, ...bench.shown(incremental.inventory) }).toEqual({ ...history, ...bench.shown(full) });
    }
    expect(kept).toBeGreaterThan(RUNS * 3);
    expect(alike).toBeGreaterThan(verified / 2);
  });
});
