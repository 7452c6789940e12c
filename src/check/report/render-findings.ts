import type { DagFinding } from '../../airflow/findings/finding.ts';
import { formatLocation } from '../../findings.ts';
import { escapeText, link, row, table } from '../../markdown.ts';
import { linkOf, remedyOf } from '../explain.ts';

const LEVELS = { error: '❌', warning: '⚠️', notice: 'ℹ️' } as const;
const MAX_ROWS = 50;
/** Longer messages are folded. */
const MAX_LINES = 3;
const MAX_FOLDED_LINES = 30;

/** Returns a table of the findings: what is wrong and where, what to write instead, and a link. */
export function renderFindings(findings: readonly DagFinding[]): string {
  const rows = findings
    .slice(0, MAX_ROWS)
    .map((finding) =>
      row(
        LEVELS[finding.level],
        escapeText(formatLocation(finding.location)),
        link(finding.code, linkOf(finding)),
        `${renderMessage(finding.message)}<br>→ ${escapeText(remedyOf(finding))}`,
      ),
    );
  const more = findings.length > MAX_ROWS ? [`${findings.length - MAX_ROWS} more findings are in the inventory.`] : [];
  return [table(['Level', 'Where', 'Code', 'Message'], rows), ...more].join('\n\n');
}

function renderMessage(message: string): string {
  const [first = '', ...lines] = message.split('\n').map(escapeText);
  if (lines.length < MAX_LINES) return [first, ...lines].join('<br>');
  const folded = lines.slice(0, MAX_FOLDED_LINES).join('<br>');
  return `${first}<details><summary>${lines.length} more lines</summary>${folded}</details>`;
}
