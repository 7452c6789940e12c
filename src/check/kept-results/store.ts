import type { KeptResult } from './kept-result.ts';

/** Keeps results between runs. Neither function throws: without kept results, a check loads all files. */
export interface ResultStore {
  read(): Promise<readonly KeptResult[]>;
  write(results: readonly KeptResult[]): Promise<void>;
}
