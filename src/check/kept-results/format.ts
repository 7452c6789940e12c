import { hash } from 'node:crypto';
import type { Read } from '../../airflow/loading.ts';
import { IndexedReads } from './indexed-reads.ts';
import type { KeptResult } from './kept-result.ts';

/** Increment it when the meaning of a field changes: results of another version are not used. */
const VERSION = 3;

interface Written extends Omit<KeptResult, 'reads' | 'report'> {
  /** Indexes of the common list. */
  readonly reads: readonly number[];
}

/** What the results depend on. */
interface Index {
  readonly version: number;
  readonly reads: readonly Read[];
  readonly results: readonly Written[];
}

/**
 * Returns results as a line with the hash of the rest, a line with their index, in which reads that many results share
 * appear once, and a line for each report. Reports are nearly all of the text: a line needs no quotes around the JSON.
 */
export function formatResults(results: readonly KeptResult[]): string {
  const all = new IndexedReads();
  const written = results.map(({ report: _, reads, ...rest }): Written => {
    return { ...rest, reads: reads.map((read) => all.indexOf(read)) };
  });
  const index = JSON.stringify({ version: VERSION, reads: all.list, results: written } satisfies Index);
  const lines = [index, ...results.map(({ report }) => report)].join('\n');
  return `${sumOf(lines)}\n${lines}`;
}

/** Returns the results; none for a text that is damaged, of another version, or of another program. */
export function parseResults(text: string): KeptResult[] {
  const end = text.indexOf('\n');
  const rest = text.slice(end + 1);
  if (end === -1 || text.slice(0, end) !== sumOf(rest)) return [];
  const [index = '', ...reports] = rest.split('\n');
  const { version, reads: all, results }: Index = JSON.parse(index);
  if (version !== VERSION || reports.length !== results.length) return [];
  return results.map(({ reads, ...fields }, at) => ({
    ...fields,
    reads: reads.flatMap((read) => all.slice(read, read + 1)),
    report: reports[at] ?? '',
  }));
}

function sumOf(text: string): string {
  return hash('sha256', text, 'base64');
}
