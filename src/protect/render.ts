import { formatLocation } from '../findings.ts';
import { code, codeBlock, escapeText, row, table } from '../markdown.ts';
import type { ProtectionFinding } from './finding.ts';
import type { Protection } from './result.ts';

const SIGNS: Readonly<Record<ProtectionFinding['state'], string>> = { wrong: '❌', unknown: '❔', fine: '✅' };
const HEADINGS: Readonly<Record<Protection['compliant'], string>> = {
  true: '✅ protect: everything is as it should be',
  false: '❌ protect: an unapproved change could get through',
  unknown: '❔ protect: no violation found, but the token cannot read everything',
};

/** Renders the job summary: one row for each check, violations first. */
export function renderSummary({ compliant, verdicts, outcome, diff }: Protection): string {
  const rows = (['wrong', 'unknown', 'fine'] as const).flatMap((state) =>
    verdicts.filter((verdict) => verdict.state === state).map(renderRow),
  );
  const change = diff.length === 0 ? [] : [`Ruleset ${outcome}:`, '', codeBlock('diff', diff.join('\n')), ''];
  return [
    `## ${HEADINGS[compliant]}`,
    '',
    ...change,
    table(['', 'Check', 'Actual', 'Expected', 'Remedy'], rows),
    '',
  ].join('\n');
}

function renderRow({ state, code: name, is, should, remedy, location }: ProtectionFinding): string {
  const place = state === 'fine' || location === undefined ? '' : ` (${formatLocation(location)})`;
  return row(SIGNS[state], code(name), ...[`${is}${place}`, should, remedy].map(escapeText));
}
