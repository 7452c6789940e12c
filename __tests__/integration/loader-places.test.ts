import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { findProblems } from '../../src/airflow/findings/find-problems.ts';
import type { FileReport } from '../../src/airflow/inventory.ts';

const LOADER = resolve(import.meta.dirname, '../../src/airflow/loader');
const POLICY = { dagId: undefined, owners: undefined, tags: undefined, minRetries: undefined };

/** Runs the loader's own code, without Airflow, on one file that fails in a function of the team. */
const RUN = `
import json, sys, traceback, types
from unittest.mock import MagicMock
loader, folder, root, file = sys.argv[1:]
sys.path[:0] = [loader, root]
for name in ("", ".dag_processing", ".sdk", ".serialization", ".models", ".models.serialized_dag"):
    sys.modules["airflow" + name] = MagicMock()
sys.modules["airflow.dag_processing.dagbag"] = types.SimpleNamespace(DagBag=type("DagBag", (), {}))
from dagbag.problems import describe_error
from effects.effects import Effects
from request import Request
request = Request(folder, (root,), None, 1, 1, 1, {}, {})
path = folder + "/" + file
effects = Effects(request)
effects.watch()
effects.begin(path)
error = ""
try:
    exec(compile(open(path).read(), path, "exec"))
except Exception:
    error = traceback.format_exc()
found = effects.end()
print(json.dumps({"file": file, "effects": found, "errors": [{**describe_error(error, path, request), "line": None}]}))
`;

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'flux-airflow-places-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function load(folder: string, file: string, cwd = '/'): FileReport {
  const args = ['-c', RUN, LOADER, folder, join(root, 'repository'), file];
  // This clone may be in the folder for temporary files, where a DAG may write too.
  return JSON.parse(execFileSync('python3', args, { encoding: 'utf8', cwd }));
}

function write(path: string, text: string): void {
  mkdirSync(resolve(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
}

test.each([
  ['is a folder', (folder: string) => mkdirSync(folder)],
  [
    'is a link inside the repository',
    (folder: string) => {
      mkdirSync(join(root, 'repository/src'));
      symlinkSync('src', folder);
    },
  ],
  [
    'is a link out of the repository',
    (folder: string) => {
      mkdirSync(join(root, 'elsewhere'));
      symlinkSync(join(root, 'elsewhere'), folder);
    },
  ],
])('a finding is at its line of the DAG file: the DAG folder %s', (_, make) => {
  const folder = join(root, 'repository/dags');
  mkdirSync(join(root, 'repository'));
  make(folder);
  write('repository/dags/orders.py', 'import prices\n\nprices.fail()\n');
  write('repository/prices.py', 'def fail():\n    open("prices.txt", "w")\n');
  const found = findProblems([load(folder, 'orders.py')], folder, POLICY);
  const path = join(folder, 'orders.py');
  expect(found).toMatchObject([{ code: 'parse-write', location: { file: path, line: 3 } }]);
  expect(found[0]?.message).toContain(`(in ${root}/repository/prices.py line 2)`);
});

test('an error in a file that is itself a link is at its line, and names no other location', () => {
  write('repository/shared/orders.py', 'x = 1\n\nraise ValueError("no")\n');
  const folder = join(root, 'repository/dags');
  mkdirSync(folder);
  symlinkSync('../shared/orders.py', join(folder, 'orders.py'));
  expect(findProblems([load(folder, 'orders.py')], folder, POLICY)).toEqual([
    {
      level: 'error',
      code: 'dag-import',
      message: 'ValueError: no',
      location: { file: join(folder, 'orders.py'), line: 3 },
    },
  ]);
});

test.each([
  ['an error', 'raise ValueError("no")', 'dag-import'],
  ['an effect', 'open("prices.txt", "w")', 'parse-write'],
])('%s below Python’s frozen modules and generated code names only paths of the team', (_, source, code) => {
  const folder = join(root, 'repository/dags');
  // Found by its name in the working folder, a name such as <frozen importlib._bootstrap> would be below the team's root.
  write('repository/dags/orders.py', 'import importlib\n\nimportlib.import_module("prices")\n');
  write('repository/prices.py', `exec(compile(${JSON.stringify(source)}, "<string>", "exec"))\n`);
  const report = load(folder, 'orders.py', join(root, 'repository'));
  const [found, ...others] = findProblems([report], folder, POLICY);
  expect(found).toMatchObject({ code, location: { file: join(folder, 'orders.py'), line: 3 } });
  expect(found?.message).toContain(`in ${root}/repository/prices.py line 1)`);
  expect(others).toEqual([]);
  const { errors = [], effects = [] } = report;
  const places = [...errors.flatMap((error) => error.places), ...effects.map(({ deep }) => deep)];
  expect(places.map((place) => place?.[0]).filter((path) => path?.includes('<'))).toEqual([]);
});
