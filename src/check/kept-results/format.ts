import { hash } from 'node:crypto';
import type { Read } from '../../airflow/loading.ts';
import { IndexedReads } from './indexed-reads.ts';
import type { KeptResult } from './kept-result.ts';

/** Increment it when the meaning of a field changes: results of another version are not used. */
const VERSION = 2;

interface Written extends Omit<KeptResult, 'reads'> {
  /** Indexes of the common list. */
  readonly reads: readonly number[];
}

interface File {
  readonly version: number;
  readonly reads: readonly Read[];
  readonly results: readonly Written[];
}

/** Returns results as a line with the hash of the rest, and JSON in which reads that many results share appear once. */
export function formatResults(results: readonly KeptResult[]): string {
  const all = new IndexedReads();
  const written = results.map((result): Written => {
    return { ...result, reads: result.reads.map((read) => all.indexOf(read)) };
  });
  const json = JSON.stringify({ version: VERSION, reads: all.list, results: written } satisfies File);
  return `${sumOf(json)}\n${json}`;
}

/** Returns the results; none for a text that is damaged, of another version, or of another program. */
export function parseResults(text: string): KeptResult[] {
  const end = text.indexOf('\n');
  const json = text.slice(end + 1);
  if (end === -1 || text.slice(0, end) !== sumOf(json)) return [];
  const { version, reads: all, results }: File = JSON.parse(json);
  if (version !== VERSION) return [];
  return results.map(({ reads, ...rest }) => ({
    ...rest,
    reads: reads.flatMap((index) => all.slice(index, index + 1)),
  }));
}

function sumOf(json: string): string {
  return hash('sha256', json, 'base64');
}
