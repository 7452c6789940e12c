import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadDags } from '../../src/airflow/load.ts';
import type { Incremental, Loading } from '../../src/airflow/loading.ts';
import type { Limits } from '../../src/airflow/python.ts';

const LOADER = resolve(import.meta.dirname, '../../src/airflow/loader');
export const LIMITS: Limits = {
  secondsPerFile: 20,
  memoryMbPerFile: 256,
  processes: 1,
  programs: [],
  hosts: [],
};
export const ANSWERS = { variables: {}, connections: {} };

/** A stub of Airflow that runs a DAG file and finds no DAGs in it. */
export const AIRFLOW = `
import sys, traceback, types
from unittest.mock import MagicMock

__version__ = "3.1.5"
for name in ("dag_processing", "sdk", "serialization", "models", "models.serialized_dag", "sdk.definitions.context"):
    sys.modules["airflow." + name] = MagicMock()
for name in ("configuration", "utils", "utils.file"):
    sys.modules["airflow." + name] = MagicMock()
sys.modules["jinja2"] = MagicMock()
settings = types.SimpleNamespace(PLUGINS_FOLDER=None)
plugins_manager = types.SimpleNamespace()


class DagBag:
    def __init__(self, **_):
        self.import_errors, self.captured_warnings = {}, {}

    def process_file(self, path, **_):
        try:
            exec(compile(open(path).read(), path, "exec"), {"__name__": "dag"})
        except Exception:
            self.import_errors[path] = traceback.format_exc()

    def bag_dag(self, dag):
        pass


sys.modules["airflow.dag_processing.dagbag"] = types.SimpleNamespace(DagBag=DagBag)
`;

export interface Surroundings {
  /** The modules that the files can import, by path; `airflow` is one of them. */
  readonly modules?: Readonly<Record<string, string>>;
  readonly limits?: Partial<Limits>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly incremental?: Incremental;
}

/** Writes DAG files below the folder, by name, and loads them with the real loader. */
export function loadFiles(
  folder: string,
  dags: Readonly<Record<string, string>>,
  { modules = { 'airflow/__init__.py': AIRFLOW }, limits = {}, environment = {}, incremental }: Surroundings = {},
): Promise<Loading> {
  const write = (path: string, text: string) => {
    mkdirSync(resolve(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const [path, text] of Object.entries(modules)) write(`site-packages/${path}`, text);
  for (const [path, text] of Object.entries(dags)) write(`dags/${path}`, text);
  const place = {
    command: 'python3',
    args: ['-B', LOADER],
    environment: { PATH: process.env.PATH ?? '', PYTHONPATH: join(folder, 'site-packages'), ...environment },
    dagFolder: join(folder, 'dags'),
    roots: [join(folder, 'dags')],
  };
  return loadDags(place, { ...LIMITS, ...limits }, ANSWERS, Object.keys(dags), incremental);
}
