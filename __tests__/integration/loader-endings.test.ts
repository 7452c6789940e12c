/** The error says how the loader ended, and what it last wrote to standard error. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { findProblems } from '../../src/airflow/findings.ts';
import { loadDags } from '../../src/airflow/load.ts';
import { AIRFLOW, ANSWERS, LIMITS, loadFiles } from './load-files.ts';

const POLICY = { dagId: undefined, owners: undefined, tags: undefined, minRetries: undefined };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flux-airflow-endings-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function load(modules: Readonly<Record<string, string>>, dag = '') {
  return loadFiles(folder, { 'orders.py': dag }, { modules });
}

test.each([
  ['Airflow is not installed', {}, ['exit code 1', "No module named 'airflow'", 'Traceback']],
  [
    'a module that the loader needs is missing',
    { 'airflow/__init__.py': '__version__ = "9.1.0"\n' },
    ['exit code 1', "No module named 'airflow.models'", 'Traceback', 'airflow_side.py'],
  ],
  [
    'importing Airflow raises an error of several lines',
    { 'airflow/__init__.py': 'raise ValueError("first line\\nthe key fernet_key is wrong")\n' },
    ['exit code 1', 'first line', 'the key fernet_key is wrong.', '__init__.py", line 1'],
  ],
  [
    'Airflow prints to standard output and exits',
    { 'airflow/__init__.py': 'import os\nprint("cannot read airflow.cfg", flush=True)\nos._exit(3)\n' },
    ['exit code 3: cannot read airflow.cfg.'],
  ],
  [
    'it exits without output',
    { 'airflow/__init__.py': 'import os\nos._exit(4)\n' },
    ['exit code 4 and wrote nothing to standard error.'],
  ],
  [
    'it is killed',
    { 'airflow/__init__.py': 'import os\nos.kill(os.getpid(), 9)\n' },
    ['killed by signal SIGKILL, as happens when memory runs out'],
  ],
  [
    'a library crashes',
    {
      'airflow/__init__.py': 'import os\nos.write(2, b"libfoo: assertion failed\\n")\nos.kill(os.getpid(), 6)\n',
    },
    ['killed by signal SIGABRT: libfoo: assertion failed.'],
  ],
  [
    'Airflow is too old',
    { 'airflow/__init__.py': '__version__ = "2.9.3"\n' },
    ['exit code 1: Airflow 2.9.3 is not supported: check loads DAGs with Airflow 2.10 or later.'],
  ],
  [
    'no process can load files',
    {
      'airflow/__init__.py': AIRFLOW,
      'resource.py': 'def getrlimit(_):\n    raise OSError("no limits here")\nRLIMIT_AS = 1\ngetpagesize = int\n',
    },
    ['OSError: no limits here', 'ended before their first file: exit code 1.'],
  ],
])('the error says how the loader ended: %s', async (_, modules, parts) => {
  const error = await load(modules).catch((error: Error) => error);
  expect(error).toMatchObject({ code: 'airflow-missing' });
  for (const part of parts) expect((error as Error).message).toContain(part);
});

test('a missing interpreter is named in the error', async () => {
  const place = { command: '/nowhere/python', args: [], environment: {}, dagFolder: folder, roots: [] };
  await expect(loadDags(place, LIMITS, ANSWERS)).rejects.toMatchObject({
    code: 'airflow-missing',
    message: '/nowhere/python cannot load the DAGs: spawn /nowhere/python ENOENT.',
  });
});

test.each([
  [
    'aborts',
    'import os\nos.write(2, b"fine so far\\nterminate called\\n")\nos.abort()\n',
    'by signal 6: terminate called',
  ],
  ['leaves', 'import os\nos._exit(7)\n', 'with exit code 7'],
  ['is interrupted', 'raise KeyboardInterrupt("now")\n', 'with exit code 1: KeyboardInterrupt: now'],
  [
    'kills the loader',
    'import ctypes, os\nctypes.CDLL(None).kill(os.getppid(), 9)\nimport time\ntime.sleep(9)\n',
    'by signal 9',
  ],
])('the finding for a DAG file that %s has its last output', async (_, dag, ending) => {
  const { files } = await load({ 'airflow/__init__.py': AIRFLOW }, dag);
  expect(findProblems(files, '/dags', POLICY)).toEqual([
    {
      level: 'error',
      code: 'dag-died',
      message: `ends the process that loads it ${ending}`,
      location: { file: '/dags/orders.py', line: 1 },
    },
  ]);
});
