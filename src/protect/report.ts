import { ExitCode, info } from '@actions/core';
import type { Finding } from '../findings.ts';
import { setOutputs } from '../runner/outputs.ts';
import { referenceUrl } from '../runner/reference-url.ts';
import { reportFindings } from '../runner/report-findings.ts';
import { writeSummary } from '../runner/summary.ts';
import type { ProtectionFinding } from './finding.ts';
import { renderSummary } from './render.ts';
import type { Protection } from './result.ts';

/** One annotation for each thing that is wrong or unseen, at its line; the table; outputs. Wrong ones make the step red. */
export async function reportProtection(protection: Protection, dryRun: boolean): Promise<void> {
  const { outcome, compliant, verdicts } = protection;
  for (const { state, code, is } of verdicts) if (state === 'fine') info(`fine: ${code}: ${is.replace(/\s+/g, ' ')}`);
  reportFindings(verdicts.flatMap(toFinding));
  const count = (wanted: string) => String(verdicts.filter(({ state }) => state === wanted).length);
  info(`Compliant: ${compliant}. Ruleset: ${outcome}${dryRun ? ' (dry run: nothing was changed)' : ''}.`);
  setOutputs({ outcome, compliant, wrong: count('wrong'), unknown: count('unknown') });
  const more = `What each of these is, and what the token needs to see it: ${referenceUrl('protection.md')}`;
  if (compliant !== 'true') info(more);
  writeSummary('headline', `${renderSummary(protection)}\n${more}`);
  if (compliant === 'false') process.exitCode = ExitCode.Failure;
}

/** A wrong setting is an error, one that cannot be seen a warning; one that is fine is nothing to look at. */
function toFinding({ state, code, is, should, remedy, location }: ProtectionFinding): Finding[] {
  if (state === 'fine') return [];
  const message = `${is}. It should be: ${should}. ${remedy}`;
  const level = state === 'wrong' ? 'error' : 'warning';
  return [{ level, code: `${code}: ${state}`, message, ...(location === undefined ? {} : { location }) }];
}

/** Shows what will change in the log, before it is changed, and what is stricter than the policy and stays. */
export function showDiff(lines: readonly string[], stricter: readonly string[]): void {
  info(lines.length === 0 ? 'The ruleset is as the policy asks.' : 'The ruleset will change:');
  for (const line of lines) info(line);
  if (stricter.length === 0) return;
  info('It is stricter than the policy (-) and stays so (+); to loosen it, change it in Settings → Rules → Rulesets:');
  for (const line of stricter) info(line);
}
