import type { KeptResult } from './kept-result.ts';

/** Keeps results between runs. Neither function throws: without kept results, a check loads all files. */
export interface ResultStore {
  /** Returns the text that the last run wrote, for `parseResults`; an empty one if there is none. */
  read(): Promise<string>;
  write(results: readonly KeptResult[]): Promise<void>;
}
