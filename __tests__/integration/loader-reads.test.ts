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
