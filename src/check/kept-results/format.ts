import { hash } from 'node:crypto';
import type { Read } from '../../airflow/loading.ts';
import { IndexedReads } from './indexed-reads.ts';
import type { KeptResult } from './kept-result.ts';

/** Increment it when the meaning of a field changes: results of another version are not used. */
const VERSION = 1;

interface Written extends Omit<KeptResult, 'reads'> {
  /** Indexes of the common list. */
  readonly reads: readonly number[];
  /** The hash of the result, because a file may be damaged. */
  readonly sum: string;
}

interface File {
  readonly version: number;
  readonly reads: readonly Read[];
  readonly results: readonly Written[];
}

/** Returns results as JSON, in which reads that many results share appear once. */
export function formatResults(results: readonly KeptResult[]): string {
  const all = new IndexedReads();
  const written = results.map((result): Written => {
    return { ...result, reads: result.reads.map((read) => all.indexOf(read)), sum: sumOf(result) };
  });
  return JSON.stringify({ version: VERSION, reads: all.list, results: written } satisfies File);
}

/** Returns the results that are undamaged; none for a text of another version, or of another program. */
export function parseResults(text: string): KeptResult[] {
  try {
    const file: File = JSON.parse(text);
    return file.version === VERSION ? file.results.flatMap((written) => parseResult(written, file.reads)) : [];
  } catch {
    return [];
  }
}

function parseResult({ sum, reads: indexes, ...rest }: Written, all: readonly Read[]): KeptResult[] {
  const reads = indexes.flatMap((index) => all.slice(index, index + 1));
  const result = { ...rest, reads };
  return reads.length === indexes.length && sumOf(result) === sum ? [result] : [];
}

function sumOf({ file, surroundings, content, reads, isCompared, report }: KeptResult): string {
  const parts = [file, surroundings, content, String(isCompared), ...reads.flat(), report];
  return hash('sha256', parts.map((part) => `${part.length} ${part}`).join(''), 'base64');
}
