import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { findProblems } from '../../../src/airflow/findings.ts';
import type { Python } from '../../../src/airflow/load.ts';
import { formatResults, parseResults } from '../../../src/check/kept-results/format.ts';
import { KeptResults } from '../../../src/check/kept-results/kept-results.ts';
import { type Incremented, loadOnce } from '../../../src/check/kept-results/load-kept.ts';
import type { Change, Surroundings } from './changes.ts';

const LOADER = resolve(import.meta.dirname, '../../../src/airflow/loader');
const POLICY = { dagId: undefined, owners: undefined, tags: undefined, minRetries: undefined };

/** A checkout that changes, the results that runs keep of it, and a full load beside each run. */
export class Workbench {
  readonly #python: string;
  readonly #folder: string;
  #surroundings: Surroundings = { environment: {}, variables: {}, programs: [] };
  #results = new KeptResults();

  private constructor(python: string, folder: string) {
    this.#python = python;
    this.#folder = folder;
  }

  static async create(python: string, files: Readonly<Record<string, string>>): Promise<Workbench> {
    const bench = new Workbench(python, await mkdtemp(join(tmpdir(), 'flux-airflow-incremental-')));
    await bench.apply({ files });
    return bench;
  }

  async apply({ files = {}, surroundings = {} }: Change): Promise<void> {
    this.#surroundings = { ...this.#surroundings, ...surroundings };
    for (const [name, text] of Object.entries(files)) {
      const path = join(this.#folder, name);
      await rm(path, { force: true });
      if (text === null) continue;
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
  }

  /** Removes all files, and writes others. What runs kept stays. */
  async reset(files: Readonly<Record<string, string>>): Promise<void> {
    await this.remove();
    await this.apply({ files, surroundings: { environment: {}, variables: {}, programs: [] } });
  }

  /** Loads what has no valid result, and everything beside it. */
  async loadBoth(): Promise<{ readonly incremental: Incremented; readonly full: Incremented }> {
    this.#results = new KeptResults(parseResults(formatResults(this.#results.all)));
    const [incremental, full] = await Promise.all([this.load(this.#results), this.load(new KeptResults())]);
    return { incremental, full };
  }

  load(results = this.#results, checkout = this.#folder): Promise<Incremented> {
    const { variables, programs } = this.#surroundings;
    const limits = { secondsPerFile: 120, memoryMbPerFile: 1024, processes: 1, programs, hosts: [] };
    return loadOnce(this.pythonOf(checkout), limits, { variables, connections: [] }, results);
  }

  /** Returns what a person sees of a load. */
  shown({ inventory }: Incremented): unknown {
    const files = inventory.files.map(({ seconds: _, ...report }) => report);
    return { files, findings: findProblems(files, join(this.#folder, 'code/dags'), POLICY) };
  }

  remove(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }

  private pythonOf(checkout: string): Python {
    const code = join(checkout, 'code');
    const environment = {
      ...{
        PATH: process.env.PATH ?? '',
        LANG: 'C.UTF-8',
        HOME: this.#folder,
        AIRFLOW_HOME: join(this.#folder, 'home'),
      },
      ...{ PYTHONDONTWRITEBYTECODE: '1', PYTHONPATH: `${code}:${join(checkout, 'site-packages')}` },
      ...{ AIRFLOW__CORE__PLUGINS_FOLDER: join(code, 'plugins'), ...this.#surroundings.environment },
    };
    return { command: this.#python, args: [LOADER], environment, dagFolder: join(code, 'dags'), roots: [code] };
  }
}
