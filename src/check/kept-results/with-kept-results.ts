import type { CheckOptions } from '../options.ts';
import { KeptResults } from './kept-results.ts';
import { openStore } from './open-store.ts';

/** Does some work with the results of earlier runs, and keeps those that it adds. With `full`, it begins without any. */
export async function withKeptResults<T>(
  options: CheckOptions,
  work: (results: KeptResults) => Promise<T>,
): Promise<T> {
  const store = await openStore(options);
  const results = new KeptResults(options.full ? [] : await store?.read());
  const done = await work(results);
  if (results.added > 0) await store?.write(results.all);
  return done;
}
