/** What authors of healthy repositories meet, loaded by the newest Airflow in the way of the input `python`. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { checkFolder } from '../../src/airflow/findings/check-folder.ts';
import { findProblems } from '../../src/airflow/findings/find-problems.ts';
import type { DagFinding } from '../../src/airflow/findings/finding.ts';
import type { FileReport, Inventory } from '../../src/airflow/inventory.ts';
import { loadDags } from '../../src/airflow/load.ts';
import type { Answers } from '../../src/airflow/python.ts';
import { openPython } from '../../src/check/open-python.ts';
import type { CheckOptions } from '../../src/check/options.ts';
import { readSamples } from '../../src/check/samples.ts';
import { dag } from './check/cases.ts';
import { describeWith } from './parts/find-part.ts';

const LOADER = resolve(import.meta.dirname, '../../src/airflow/loader');
const LIMITS = { secondsPerFile: 60, memoryMbPerFile: 1024, processes: 2, programs: [], hosts: [] };
const POLICY = { dagId: undefined, owners: undefined, tags: undefined, minRetries: undefined };

/** Names and contents of the files below the root of the code. */
const FILES: Readonly<Record<string, string>> = {
  'include/q.sql': 'select 1',
  'dags/home.py': `import os\nwith open(os.environ["AIRFLOW_HOME"] + "/include/q.sql") as file:\n    SQL = file.read()\n${dag('home')}`,
  'dags/relative.py': `with open("include/q.sql") as file:\n    SQL = file.read()\n${dag('relative')}`,
  'dags/twice.py': dag('twice')
    .replace('task_id="only")', 'task_id="only", dag=x)')
    .replace('"owner": "data", "retries": 1}):', '"owner": "data"}) as x:'),
  'dags/sets.py': dag(
    'sets',
    '    PythonOperator(task_id="o", python_callable=print, op_kwargs={"client": object(), "names": {"a", "b", "c"}, "path": __file__})',
  ),
  'dags/samples.py': `${dag('samples')}from airflow.sdk.bases.hook import BaseHook\nfor _ in range(90):\n    assert Variable.get("bucket") == "b"\nCONNECTION = BaseHook.get_connection("sftp")\nassert (CONNECTION.login, CONNECTION.port) == ("u", 22), CONNECTION.login\nassert CONNECTION.extra_dejson == {"key": "value"}\nassert BaseHook.get_connection("astro").host == "there"\n`,
  'dags/models.py': `import models_library\nmodels_library.render()\n${dag('models')}`,
  'dags/imports_plugins.py': `from plugins import shared\nimport templates\nassert shared.VALUE == templates.VALUE\n${dag('imports_plugins')}`,
  'plugins/shared.py': 'VALUE = 1\n',
  'templates.py': 'VALUE = 1\n',
  'dags/latin.py': '# airflow dag\n',
  'dags/long.py':
    '"""airflow dag"""\nraise ValueError("""the pipeline \'orders\' is wrong:\n- no owner\n- no schedule""")\n',
  'dags/argument.py': dag('argument', '    EmptyOperator(task_id="typo", retrys=1)'),
  'dags/unknown.py': `"""dag"""\nfrom airflow.sdk import Variable\n\nVariable.get("gone")\n`,
  'config/variables.json': '{"bucket": "b"}',
  'config/connections.json': JSON.stringify({
    sftp: { conn_type: 'sftp', login: 'u', port: 22, extra: '{"key": "value"}' },
  }),
  'airflow_settings.yaml':
    'airflow:\n  connections:\n    - conn_id: astro\n      conn_type: http\n      conn_host: there\n',
  'plugins/broken_plugin.py': 'from airflow.plugins_manager import AirflowPlugin\n\nraise ValueError("no")\n',
};

/** A library as Cosmos is: it runs dbt, and keeps a cache in a Variable. */
const LIBRARY = [
  'import subprocess',
  'from airflow.sdk import Variable',
  'def render():',
  '    try:',
  '        Variable.get("models_cache__x")',
  '    except KeyError:',
  '        pass',
  '    assert subprocess.run(["dbt", "ls"], capture_output=True, text=True).stdout == "model\\n"',
].join('\n');

describeWith(['airflow'], 'the cases of authors', ({ airflow = '' }) => {
  const python = join(dirname(realpathSync(airflow)), 'python');
  const folders: string[] = [];
  let root: string;
  let inventory: Inventory;
  let findings: readonly DagFinding[];

  function write(folder: string, files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  }

  function makeFolder(): string {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'flux-airflow-authors-')));
    folders.push(folder);
    return folder;
  }

  async function load(folder: string, answers: Answers, only?: readonly string[]): Promise<Inventory> {
    const options = { workspace: folder, temp: makeFolder(), dags: join(folder, 'dags'), root: folder, python };
    const opened = await openPython(options as unknown as CheckOptions, folder, undefined);
    if (!('args' in opened)) throw new Error('openPython returned a container');
    const { PATH = '', PYTHONPATH = '' } = opened.environment;
    const environment = {
      ...opened.environment,
      PATH: `${folder}/bin:${PATH}`,
      PYTHONPATH: `${PYTHONPATH}:${folder}/lib/site-packages`,
    };
    return loadDags({ ...opened, args: [LOADER], environment }, LIMITS, answers, only);
  }

  beforeAll(async () => {
    root = makeFolder();
    write(root, { ...FILES, 'lib/site-packages/models_library.py': LIBRARY, 'bin/dbt': '#!/bin/sh\necho model\n' });
    chmodSync(join(root, 'bin/dbt'), 0o755);
    writeFileSync(join(root, 'dags/latin.py'), Buffer.from('NAME = "caf\u00e9"  # airflow dag\n', 'latin1'));
    write(root, { 'zipped/in_zip.py': dag('in_zip') });
    execFileSync('python3', ['-m', 'zipfile', '-c', join(root, 'dags/packed.zip'), join(root, 'zipped/in_zip.py')]);
    inventory = await load(root, await readSamples(root));
    findings = [
      ...findProblems(inventory.files, join(root, 'dags'), POLICY),
      ...checkFolder(inventory, join(root, 'dags')),
    ];
  });
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  const fileOf = (name: string): FileReport | undefined => inventory.files.find(({ file }) => file === name);
  const findingsOf = (name: string) =>
    findings
      .filter(({ location }) => location.file === join(root, name))
      .map(({ level, code, location: { line }, message }) => `${level} ${code} ${line}: ${message}`);

  test.each(['home', 'relative', 'twice', 'sets', 'models', 'imports_plugins'])(
    '%s.py has its DAG and no finding',
    (name) => {
      expect(findingsOf(`dags/${name}.py`)).toEqual([]);
      expect(fileOf(`${name}.py`)?.dags?.map(({ id }) => id)).toEqual([name]);
    },
  );

  test('a sample has its content, and one notice for its name', () => {
    expect(fileOf('samples.py')?.errors).toEqual([]);
    expect(findingsOf('dags/samples.py').sort()).toEqual([
      expect.stringContaining('notice parse-connection 11: reads the Connection sftp'),
      expect.stringContaining('notice parse-connection 14: reads the Connection astro'),
      expect.stringContaining('notice parse-variable 10: reads the Variable bucket'),
    ]);
  });

  test('a Variable without a sample and a default is an error, once', () => {
    expect(findingsOf('dags/unknown.py')).toEqual([
      expect.stringContaining('error parse-variable 4: reads the Variable gone'),
    ]);
  });

  test('a zip archive has its DAG', () => {
    expect(fileOf('packed.zip')?.dags?.map(({ id }) => id)).toEqual(['in_zip']);
  });

  test('a file that is not UTF-8 is an error', () => {
    expect(findingsOf('dags/latin.py')).toEqual([expect.stringMatching(/^error dag-syntax 1: .*utf-8/)]);
  });

  test('an error has all lines of its message, and the operator and the task', () => {
    expect(findingsOf('dags/long.py')).toEqual([
      "error dag-import 2: ValueError: the pipeline 'orders' is wrong:\n- no owner\n- no schedule",
    ]);
    expect(findingsOf('dags/argument.py')[0]).toMatch(/EmptyOperator.*typo[\s\S]*retrys/);
  });

  test('a plugin that fails is an error', () => {
    expect(findingsOf('plugins/broken_plugin.py')).toEqual([
      expect.stringMatching(/^error dag-plugin 1: the plugin does not load: .*no/),
    ]);
  });

  test('neither the folder nor the order of sets changes the hash of a DAG', async () => {
    const other = makeFolder();
    write(other, { 'dags/sets.py': FILES['dags/sets.py'] ?? '' });
    const { files } = await load(other, { variables: {}, connections: {} });
    expect(files[0]?.dags?.[0]?.fingerprint).toBe(fileOf('sets.py')?.dags?.[0]?.fingerprint);
  });

  test('a plugin that replaces a module of Python breaks Airflow, and the DAGs are still loaded', async () => {
    const other = makeFolder();
    write(other, { 'dags/home.py': dag('home'), 'plugins/json.py': 'VALUE = 1\n' });
    const found = await load(other, { variables: {}, connections: {} });
    expect(checkFolder(found, join(other, 'dags'))).toMatchObject([
      { level: 'error', code: 'dag-plugin', location: { file: join(other, 'plugins/json.py'), line: 1 } },
    ]);
    expect(found.files[0]?.dags?.map(({ id }) => id)).toEqual(['home']);
  });
});
