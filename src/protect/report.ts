import { ExitCode, info } from '@actions/core';
import type { Finding } from '../findings.ts';
import { setOutputs } from '../runner/outputs.ts';
import { referenceUrl } from '../runner/reference-url.ts';
import { reportFindings } from '../runner/report-findings.ts';
import { writeSummary } from '../runner/summary.ts';
import type { ProtectionCode, ProtectionFinding } from './finding.ts';
import { type FindingGroup, groupByRemedy } from './group.ts';
import { renderSummary } from './render.ts';
import type { Protection } from './result.ts';

/** Writes an annotation for the findings of each remedy, the summary and outputs. Fails the step on a violation. */
export async function reportProtection(protection: Protection, dryRun: boolean): Promise<void> {
  const { outcome, compliant, verdicts } = protection;
  for (const { state, code, is } of verdicts) if (state === 'fine') info(`fine: ${code}: ${is.replace(/\s+/g, ' ')}`);
  reportFindings(groupByRemedy(verdicts).flatMap(toFinding));
  const count = (wanted: string) => String(verdicts.filter(({ state }) => state === wanted).length);
  info(`Compliant: ${compliant}. Ruleset: ${outcome}${dryRun ? ' (dry run: nothing was changed)' : ''}.`);
  setOutputs({ outcome, compliant, wrong: count('wrong'), unknown: count('unknown') });
  const more = `All checks, and the permissions that they need: ${referenceUrl('protection.md')}`;
  if (compliant !== 'true') info(more);
  writeSummary('headline', `${renderSummary(protection)}\n${more}`);
  if (compliant === 'false') process.exitCode = ExitCode.Failure;
}

/** Returns an error for violations, a warning for unreadable settings, and nothing for a fine one. */
function toFinding({ state, remedy, findings }: FindingGroup): Finding<ProtectionCode>[] {
  const [first] = findings;
  if (state === 'fine' || first === undefined) return [];
  const level = state === 'wrong' ? 'error' : 'warning';
  const { code, location } = first;
  const about = { level, code, ...(location === undefined ? {} : { location }) } as const;
  if (findings.length === 1) return [{ ...about, title: `${code}: ${state}`, message: `${describe(first)} ${remedy}` }];
  const each = findings.map((finding) => `${finding.code}: ${describe(finding)}`);
  return [{ ...about, title: `${findings.length} checks: ${state}`, message: [remedy, ...each].join('\n') }];
}

function describe({ is, should }: ProtectionFinding): string {
  return `${is}. It should be: ${should}.`;
}

/** Logs the changes before they are made, and the parts that stay because they are stricter than the policy. */
export function showDiff(lines: readonly string[], stricter: readonly string[]): void {
  info(lines.length === 0 ? 'The ruleset matches the policy.' : 'The ruleset will change:');
  for (const line of lines) info(line);
  if (stricter.length === 0) return;
  info(
    'The ruleset (+) is stricter than the policy (-), and stays so. To loosen it, change it in Settings → Rules → Rulesets:',
  );
  for (const line of stricter) info(line);
}
