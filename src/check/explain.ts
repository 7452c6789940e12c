import { CATALOG } from '../airflow/findings/catalog.ts';
import type { DagFinding } from '../airflow/findings/finding.ts';
import { referenceUrl } from '../runner/reference-url.ts';

/** How many lines of a message an annotation shows. */
const MAX_LINES = 12;

/** Returns the finding for an annotation: what is wrong, what to write instead, and a link. */
export function explain(finding: DagFinding): DagFinding {
  const lines = finding.message.split('\n');
  const shown = lines.length > MAX_LINES ? [...lines.slice(0, MAX_LINES), '…'] : lines;
  return { ...finding, message: [...shown, remedyOf(finding), linkOf(finding)].join('\n') };
}

/** Returns what to write instead. */
export function remedyOf({ code }: DagFinding): string {
  return CATALOG[code].remedy;
}

/** Returns the section of the reference about a finding. */
export function linkOf({ code }: DagFinding): string {
  return referenceUrl('dag-findings.md', code);
}
