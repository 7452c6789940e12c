import type { CheckOptions } from '../options.ts';
import { KeptResults } from './kept-results.ts';
import { openStore } from './open-store.ts';

export interface OpenedResults {
  /** Those of earlier runs; none with `full`. */
  readonly results: KeptResults;
  /** Keeps them for later runs, if this run added one. */
  keep(): Promise<void>;
}

/** Reads the results of earlier runs. */
export async function openKeptResults(options: CheckOptions): Promise<OpenedResults> {
  const store = await openStore(options);
  const results = new KeptResults(options.full ? [] : await store?.read());
  const keep = async () => {
    if (results.added > 0) await store?.write(results.all);
  };
  return { results, keep };
}
