import type { CheckOptions } from '../options.ts';
import { parseResults } from './format.ts';
import { KeptResults } from './kept-results.ts';
import { openStore } from './open-store.ts';

export interface OpenedResults {
  /** Returns those of earlier runs; none with `full`. The first call parses them, which takes long for many files. */
  results(): KeptResults;
  /** Keeps them for later runs, if this run added one. */
  keep(): Promise<void>;
}

/** Reads the results of earlier runs. */
export async function openKeptResults(options: CheckOptions): Promise<OpenedResults> {
  const store = await openStore(options);
  const text = options.full ? undefined : await store?.read();
  let parsed: KeptResults | undefined;
  const results = () => {
    parsed ??= new KeptResults(parseResults(text ?? ''));
    return parsed;
  };
  const keep = async () => {
    if (results().added > 0) await store?.write(results().all);
  };
  return { results, keep };
}
