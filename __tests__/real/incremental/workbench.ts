import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { checkFolder } from '../../../src/airflow/findings/check-folder.ts';
import { findProblems } from '../../../src/airflow/findings/find-problems.ts';
import type { Inventory } from '../../../src/airflow/inventory.ts';
import { loadDags, startLoad } from '../../../src/airflow/load.ts';
import type { Loading, Verified } from '../../../src/airflow/loading.ts';
import type { Answers, Limits, Python } from '../../../src/airflow/python.ts';
import { formatResults, parseResults } from '../../../src/check/kept-results/format.ts';
import type { Incremented } from '../../../src/check/kept-results/incremented.ts';
import { reportOf } from '../../../src/check/kept-results/keep.ts';
import { KeptResults } from '../../../src/check/kept-results/kept-results.ts';
import { startOnce } from '../../../src/check/kept-results/load-kept.ts';
import { otherCheckout } from '../../../src/check/kept-results/other-checkout.ts';
import { openPython } from '../../../src/check/open-python.ts';
import type { CheckOptions } from '../../../src/check/options.ts';
import type { Change, Surroundings } from './changes.ts';
import { WarmLoader } from './warm-loader.ts';

const LOADER = resolve(import.meta.dirname, '../../../src/airflow/loader');
const POLICY = { dagId: undefined, owners: undefined, tags: undefined, minRetries: undefined };
const NONE: Surroundings = { environment: {}, variables: {}, programs: [], image: '' };

type Checkout = 'checkout' | 'base';

/** A checkout that changes, the results that runs keep of it, and a full load beside each run. */
export class Workbench {
  readonly #python: string;
  readonly #folder: string;
  #surroundings = NONE;
  #results = new KeptResults();
  readonly #warm = new Map<Checkout, WarmLoader>();

  private constructor(python: string, folder: string) {
    this.#python = python;
    this.#folder = folder;
  }

  static async create(python: string, files: Readonly<Record<string, string>>): Promise<Workbench> {
    const bench = new Workbench(python, await realpath(await mkdtemp(join(tmpdir(), 'flux-airflow-incremental-'))));
    await mkdir(join(bench.#folder, 'temp'));
    await bench.apply({ files });
    return bench;
  }

  async apply({ files = {}, surroundings = {} }: Change): Promise<void> {
    this.#surroundings = { ...this.#surroundings, ...surroundings };
    for (const [name, text] of Object.entries(files)) {
      const path = join(this.#folder, 'checkout', name);
      // A file that is written again keeps its place in the list of its folder.
      if (text === null) await rm(path, { force: true, recursive: true });
      if (text === null) continue;
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
  }

  /** Removes all files, and writes others. What runs kept stays. */
  async reset(files: Readonly<Record<string, string>>): Promise<void> {
    await rm(join(this.#folder, 'checkout'), { recursive: true, force: true });
    await this.apply({ files, surroundings: NONE });
  }

  /** Runs later loads of each checkout in one process that imports Airflow there once. */
  async warm(): Promise<void> {
    await this.copyBase();
    for (const name of ['checkout', 'base'] as const) {
      this.#warm.set(name, await WarmLoader.start(await this.#open(name), LOADER, join(this.#folder, `${name}.sock`)));
    }
  }

  /** Loads what has no valid result, and everything beside it. */
  async loadBoth(): Promise<{ readonly incremental: Incremented; readonly full: Inventory }> {
    this.#results = new KeptResults(parseResults(formatResults(this.#results.all)));
    const [incremental, full] = await Promise.all([this.load(), this.#loadAll()]);
    return { incremental, full };
  }

  async load(): Promise<Incremented> {
    const [limits, answers] = this.#request();
    return startOnce(await this.#open(), limits, answers).finish(this.#results);
  }

  /** Copies the checkout as it is now: later changes do not change the copy. */
  async copyBase(): Promise<void> {
    const base = join(this.#folder, 'base');
    await rm(base, { recursive: true, force: true });
    await cp(join(this.#folder, 'checkout'), base, { recursive: true });
  }

  /** Returns which results are valid for the copy: what a loader of the checkout says, and what its own loader does. */
  async verifyBase(): Promise<{ readonly elsewhere: Verified; readonly itself: Loading }> {
    const [limits, answers] = this.#request();
    const [head, base] = [await this.#open(), await this.#open('base')];
    // In the same process, both would have another program.
    const checkout = otherCheckout({ ...base, args: [] }, { ...head, args: [] });
    if (checkout === undefined) throw new Error('The copy needs a loader of its own.');
    const kept = this.#results.request(() => true);
    const loader = startLoad(head, limits, answers, { choice: 'later' });
    const itself = startLoad(base, limits, answers).finish({ kept });
    const elsewhere = await loader.verify({ ...checkout, kept });
    await loader.finish({ files: [] });
    return { elsewhere, itself: await itself };
  }

  async #loadAll(): Promise<Inventory> {
    const loading = await loadDags(await this.#open(), ...this.#request());
    const { airflow, python, skipped = [], plugins = [], files } = loading;
    return { airflow, python, skipped, plugins, files: files.map(reportOf) };
  }

  #request(): [Limits, Answers] {
    const { variables, programs } = this.#surroundings;
    const limits = { secondsPerFile: 120, memoryMbPerFile: 1024, processes: 1, programs, hosts: [] };
    return [limits, { variables, connections: {} }];
  }

  /** Returns what a person sees of a load. */
  shown(inventory: Inventory): object {
    const files = inventory.files.map(({ seconds: _, ...report }) => report);
    const dags = join(this.#folder, 'checkout/code/dags');
    const findings = [...findProblems(files, dags, POLICY), ...checkFolder(inventory, dags)];
    return { ...inventory, files, findings };
  }

  remove(): Promise<void> {
    for (const loader of this.#warm.values()) loader.stop();
    return rm(this.#folder, { recursive: true, force: true });
  }

  /** Opens the Python as a check with the input `python` does: each has a home of its own. */
  async #open(name: Checkout = 'checkout'): Promise<Python> {
    const checkout = join(this.#folder, name);
    const root = join(checkout, 'code');
    const temp = join(this.#folder, 'temp');
    const options = { workspace: checkout, temp, dags: join(root, 'dags'), root, python: this.#python };
    const opened = await openPython(options as unknown as CheckOptions, checkout, undefined);
    if (!('args' in opened)) throw new Error('openPython returned a container');
    const { environment, image } = this.#surroundings;
    const path = `${opened.environment.PYTHONPATH}:${join(this.#folder, 'checkout/site-packages')}`;
    const args = this.#warm.get(name)?.args ?? [LOADER];
    return { ...opened, args, image, environment: { ...opened.environment, PYTHONPATH: path, ...environment } };
  }
}
