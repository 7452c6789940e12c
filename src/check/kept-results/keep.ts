import { isDeepStrictEqual } from 'node:util';
import type { FileReport } from '../../airflow/inventory.ts';
import type { LoadedFile, Loading, Read } from '../../airflow/loading.ts';
import type { Python } from '../../airflow/python.ts';
import type { KeptResult } from './kept-result.ts';
import { writePortable } from './portable-report.ts';

/** The result of a load, or why it cannot be kept. */
export type Keepable = { readonly result: KeptResult } | { readonly reason: string };

/** Returns the result of a file, whose loads are all given, to keep it. One of them watched the clock. */
export function keepable(loads: readonly LoadedFile[], { surroundings }: Loading, python: Python): Keepable {
  const [first] = loads;
  const reason = reasonAgainst(loads, python);
  if (first?.content === undefined || reason !== undefined) return { reason: reason ?? 'it was not loaded' };
  const reads = new Map(loads.flatMap(({ reads = [] }) => reads).map((read) => [read.join('\0'), read]));
  const { file, content } = first;
  return {
    result: {
      ...{ file, surroundings, content, reads: sortReads([...reads.values()]), isCompared: loads.length > 1 },
      report: writePortable(reportOf(first), python),
    },
  };
}

/** Returns a report without what it depends on. */
export function reportOf({ content: _, reads: __, reasons: ___, ...report }: LoadedFile): FileReport {
  return report;
}

function reasonAgainst(loads: readonly LoadedFile[], python: Python): string | undefined {
  const [first, ...others] = loads.map(({ seconds: _, ...load }) => reportOf(load));
  if (loads.some(({ failure }) => failure !== undefined)) return 'it ended its process or took too long';
  if (loads.some(({ tampered }) => tampered)) return 'it replaces functions of the loader';
  if (loads.some(({ errors = [] }) => errors.some(({ message }) => message.startsWith('MemoryError')))) {
    return 'it ran out of memory';
  }
  const reason = loads.flatMap(({ reasons = [] }) => reasons).sort()[0];
  if (reason !== undefined) return reason;
  if (hasPathOf(python.environment.HOME, first)) return 'its result has the path of a temporary folder';
  return others.every((other) => isDeepStrictEqual(other, first)) ? undefined : 'two loads had different results';
}

/** Returns whether a report has the path of the home, which is another one in each run. */
function hasPathOf(home: string | undefined, report: unknown): boolean {
  return home !== undefined && JSON.stringify(report).includes(JSON.stringify(home).slice(1, -1));
}

function sortReads(reads: readonly Read[]): Read[] {
  return reads.toSorted((a, b) => (a.join('\0') < b.join('\0') ? -1 : 1));
}
