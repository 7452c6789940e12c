import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { LoadedFile } from '../../src/airflow/loading.ts';
import { AIRFLOW, loadFiles } from './load-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flux-airflow-reads-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Loads files one after another in one process, beside a module `common` of the team and a library. */
async function load(dags: Readonly<Record<string, string>>): Promise<readonly LoadedFile[]> {
  const modules = {
    'airflow/__init__.py': AIRFLOW,
    'library.py': 'import subprocess\nVALUE = 1\ntry:\n    subprocess.run(["true"])\nexcept OSError:\n    pass\n',
    'other_library.py': 'import library\n',
    'duckdb.py': '',
    'frames.py': 'import duckdb\n',
  };
  const all = { 'common.py': 'VALUES = []\n', ...dags };
  const { files } = await loadFiles(folder, all, { modules, incremental: { watchesClock: 'all' } });
  return files.filter(({ file }) => file !== 'common.py');
}

const messageOf = ({ errors = [] }: LoadedFile) => errors[0]?.message;

test.each([
  [
    'the environment',
    'import os\nos.environ["TEAM"] = "a"',
    'import os\nraise Exception(os.environ.get("TEAM"))',
    'None',
  ],
  [
    'the search path',
    'import sys\nsys.path.insert(0, "/team")',
    'import sys\nraise Exception("/team" in sys.path)',
    'False',
  ],
  [
    'a module of the team',
    'import common\ncommon.VALUES.append(1)',
    'import common\nraise Exception(common.VALUES)',
    '[]',
  ],
  [
    'a module in place of another',
    'import sys\nsys.modules["json"] = None',
    'import json\nraise Exception(json.__name__)',
    'json',
  ],
  ['the folder', 'import os\nos.chdir("/")', 'import os\nraise Exception(os.getcwd() == "/")', 'False'],
])('a file that changes %s does not change what the next file sees', async (_, first, second, expected) => {
  const [, loaded] = await load({ 'a.py': first, 'b.py': second });
  expect(loaded && messageOf(loaded)).toBe(`Exception: ${expected}`);
});

test.each(['effects', 'kept', 'request'])('import %s gets the team’s module, not the loader’s', async (name) => {
  const dag = `import ${name}\nraise Exception(${name}.TEAM)`;
  const [loaded] = await load({ 'a.py': dag, [`${name}.py`]: 'TEAM = True' });
  expect(loaded && messageOf(loaded)).toBe('Exception: True');
});

test.each([
  ['import datetime\ndatetime.datetime.now()', ['it reads the clock']],
  ['import datetime\ndatetime.date.today()', ['it reads the clock']],
  ['import time\ndef year():\n    return time.localtime()\nyear()', ['it reads the clock']],
  ['import random\nrandom.choice([1, 2])', ['it reads random numbers']],
  ['import uuid\nuuid.uuid4()', ['it reads random numbers']],
  ['import datetime\ndef task():\n    return datetime.datetime.now()', []],
  ['import logging\nlogging.getLogger("team").warning("x")', []],
  ['import datetime\ndatetime.datetime(2026, 1, 1).strftime("%Y")', []],
  ['import os\nos.path.getmtime("/usr/bin/env")', ['it reads the times of a file']],
  ['import os\nos.path.exists("/team")', []],
  ['import os\nos.cpu_count()', ['it reads the name or size of the machine']],
  ['import platform\nplatform.node()', ['it reads the name or size of the machine']],
  ['import platform\nplatform.system()', []],
  ['import socket\nsocket.gethostname()', ['it reads the name or size of the machine']],
  ['import ctypes\nctypes.CDLL(None)', ['it calls a library in C']],
  ['import os\n[entry.stat() for entry in os.scandir("/usr/share")]', ['it reads the times of a file']],
  ['import os\nos.fstat(0)', ['it reads the times of a file']],
  ['eval("1 + 1", {})\nexec("import os")', []],
  ['import sqlite3\nsqlite3.connect("/team.db")', ['it opens a database']],
  ['import socket\nsocket.gethostbyname("db.example.com")', ['it uses the network']],
  ['import library', ['it runs a program']],
])('whether the result of a file can be kept: %j', async (source, expected) => {
  const [loaded] = await load({ 'a.py': source });
  expect(loaded?.reasons).toEqual(expected);
});

test.each(['import library', 'import other_library', 'from other_library import library'])(
  'what a library does when it is imported counts for the second file that imports it: %s',
  async (source) => {
    const loaded = await load({ 'a.py': 'import library', 'b.py': source });
    expect(loaded.map(({ reasons }) => reasons)).toEqual([['it runs a program'], ['it runs a program']]);
    expect(loaded[1]?.effects).toEqual([
      expect.objectContaining({ kind: 'process', library: 'library', notice: true, place: 1 }),
    ]);
  },
);

test.each([
  ['its size', 'import os\nos.path.getsize("FOLDER/data.csv")', 'file'],
  ['what is in its folder', 'import os\nos.listdir("FOLDER")', 'list'],
  ['a data file by a library in C', 'import duckdb', 'tree'],
  ['a data file by a library of a library in C', 'import frames', 'tree'],
])('a file that reads %s depends on it', async (_, source, kind) => {
  const loaded = await load({ 'a.py': 'import frames', 'b.py': source.replace('FOLDER', join(folder, 'dags')) });
  expect(loaded[1]?.reads?.map(([read]) => read)).toContain(kind);
  expect(loaded[1]?.reasons).toEqual([]);
});

test('the signature of all data files changes with each of them, and not with Python code', async () => {
  const signatureOf = async (files: Readonly<Record<string, string>>) => {
    const [loaded] = await load({ 'a.py': 'import duckdb', ...files });
    return loaded?.reads?.find(([kind]) => kind === 'tree')?.[2];
  };
  const first = await signatureOf({ 'data/a.parquet': '1' });
  expect(await signatureOf({ 'other.py': '' })).toBe(first);
  const second = await signatureOf({ 'data/a.parquet': '2' });
  expect(second).not.toBe(first);
  expect(await signatureOf({ 'data/b.parquet': '' })).not.toBe(second);
});

test('what a plugin does counts for every file', async () => {
  const plugins = join(folder, 'dags/plugins');
  const airflow = AIRFLOW.replace('PLUGINS_FOLDER=None', `PLUGINS_FOLDER=${JSON.stringify(plugins)}`).replace(
    'plugins_manager = types.SimpleNamespace()',
    `plugins_manager = types.SimpleNamespace(ensure_plugins_loaded=lambda: exec(compile(open("${plugins}/p.py").read(), "${plugins}/p.py", "exec"), {}), import_errors={})`,
  );
  const modules = { 'airflow/__init__.py': airflow };
  const dags = {
    'a.py': '',
    'b.py': '',
    'plugins/p.py': 'import datetime\ndatetime.date.today()\nopen("/etc/hostname")',
  };
  for (const watchesClock of ['all', 'even', 'odd'] as const) {
    const { files } = await loadFiles(folder, dags, { modules, incremental: { watchesClock } });
    expect(files.slice(0, 2).map(({ reasons }) => reasons)).toEqual([
      ['a plugin reads the clock'],
      ['a plugin reads the clock'],
    ]);
    expect(files[1]?.reads).toContainEqual(['file', '/etc/hostname', expect.any(String)]);
  }
});
