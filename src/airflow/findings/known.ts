import type { DagFinding } from './finding.ts';

export interface Split {
  /** What the pull request brings. */
  readonly fresh: readonly DagFinding[];
  /** What the base has too. */
  readonly known: readonly DagFinding[];
}

/**
 * Separates the findings that the base has too; lines may have moved. An error in a file that the pull request changes is
 * never known, because its author is at work there.
 */
export function splitKnown(
  findings: readonly DagFinding[],
  base: readonly DagFinding[],
  changed: readonly string[],
): Split {
  const counts = new Map<string, number>();
  for (const key of base.map(keyOf)) counts.set(key, (counts.get(key) ?? 0) + 1);
  const touched = new Set(changed);
  const [fresh, known]: [DagFinding[], DagFinding[]] = [[], []];
  for (const finding of findings) {
    const left = counts.get(keyOf(finding)) ?? 0;
    const isOpen = finding.level === 'error' && touched.has(finding.location.file);
    if (left > 0) counts.set(keyOf(finding), left - 1);
    (left > 0 && !isOpen ? known : fresh).push(finding);
  }
  return { fresh, known };
}

function keyOf({ code, level, location, message }: DagFinding): string {
  return JSON.stringify([code, level, location.file, message.replace(/\bline \d+/g, 'line')]);
}
