import type { FileReport } from '../../airflow/inventory.ts';
import type { KeptReference, KeptRequest } from '../../airflow/loading.ts';
import type { Python } from '../../airflow/python.ts';
import { IndexedReads } from './indexed-reads.ts';
import type { KeptResult } from './kept-result.ts';
import { isPlaceless, readPortable } from './portable-report.ts';

/** The most results of a file: those of the default branch, and of the newest commits of a pull request. */
const MAX_PER_FILE = 4;

/** The results of this run and of earlier ones; those that were valid in the newest run come first. */
export class KeptResults {
  readonly #byFile = new Map<string, readonly KeptResult[]>();
  readonly #seen = new Set<string>();
  /** Those that are the same in each checkout: most results are read for the head and for the base. */
  readonly #placeless = new Map<KeptResult, FileReport>();
  #added = 0;

  constructor(results: readonly KeptResult[] = []) {
    for (const [file, kept] of Map.groupBy(results, ({ file }) => file)) this.#byFile.set(file, kept);
  }

  /** The number of results of this run. */
  get added(): number {
    return this.#added;
  }

  /** Returns the results of the files that exist in the head or in the base. */
  get all(): KeptResult[] {
    return [...this.#byFile].flatMap(([file, results]) => (this.#seen.has(file) ? results : []));
  }

  of(file: string): readonly KeptResult[] {
    return this.#byFile.get(file) ?? [];
  }

  /** Returns the results of a file as they are now, also after others are added: ids of a request stay right. */
  remember(): (file: string) => readonly KeptResult[] {
    const now = new Map(this.#byFile);
    return (file) => now.get(file) ?? [];
  }

  /** Adds a result, and forgets the one of its file that was not valid for the longest time. */
  add(result: KeptResult): void {
    const others = this.of(result.file).filter((each) => !isOfSameInput(each, result));
    this.#byFile.set(result.file, [result, ...others].slice(0, MAX_PER_FILE));
    this.#added += 1;
  }

  /** Puts a result that is valid before the others of its file. */
  use(result: KeptResult): void {
    const others = this.of(result.file).filter((each) => each !== result);
    this.#byFile.set(result.file, [result, ...others]);
  }

  /** Returns the report of a result as a load in this checkout gives it. */
  reportOf(result: KeptResult, python: Python): FileReport {
    const known = this.#placeless.get(result);
    if (known !== undefined) return known;
    const report = readPortable(result.report, python);
    if (isPlaceless(result.report)) this.#placeless.set(result, report);
    return report;
  }

  /** Notes files that exist in the head or in the base. */
  see(files: readonly string[]): void {
    for (const file of files) this.#seen.add(file);
  }

  /** Returns the results as the loader verifies them; their ids are indexes of `of(file)`. */
  request(isUsable: (result: KeptResult) => boolean): KeptRequest {
    const all = new IndexedReads();
    const reference = (result: KeptResult, id: number): KeptReference[] => {
      const { surroundings, content } = result;
      return isUsable(result)
        ? [{ id, surroundings, content, reads: result.reads.map((read) => all.indexOf(read)) }]
        : [];
    };
    const files = [...this.#byFile].map(([file, results]) => [file, results.flatMap(reference)]);
    return { files: Object.fromEntries(files), reads: all.list };
  }
}

function isOfSameInput(a: KeptResult, b: KeptResult): boolean {
  return (
    a.surroundings === b.surroundings && a.content === b.content && JSON.stringify(a.reads) === JSON.stringify(b.reads)
  );
}
