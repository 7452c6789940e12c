import { formatLocation } from '../findings.ts';
import { code, codeBlock, escapeText, row, table } from '../markdown.ts';
import type { ProtectionFinding } from './finding.ts';
import { type FindingGroup, groupByRemedy } from './group.ts';
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
    groupByRemedy(verdicts.filter((verdict) => verdict.state === state)).map(renderRow),
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

/** Renders findings with one remedy as one row; those that are the same but for their names as one line of it. */
function renderRow({ state, remedy, findings }: FindingGroup): string {
  const names = findings.map(({ code: name }) => code(name)).join('<br>');
  const actual = [...new Set(findings.map(formatActual))].map(escapeText).join('<br>');
  const expected = findings.map(({ should }) => escapeText(should)).join('<br>');
  return row(SIGNS[state], names, actual, expected, escapeText(remedy));
}

function formatActual({ state, is, location }: ProtectionFinding): string {
  return state === 'fine' || location === undefined ? is : `${is} (${formatLocation(location)})`;
}
