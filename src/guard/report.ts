import { ExitCode, info } from '@actions/core';
import { countLevels, formatLocation } from '../findings.ts';
import { code, row, table } from '../markdown.ts';
import { plural } from '../plural.ts';
import { setOutputs } from '../runner/outputs.ts';
import { referenceUrl } from '../runner/reference-url.ts';
import { reportFindings } from '../runner/report-findings.ts';
import { writeSummary } from '../runner/summary.ts';
import type { GuardFinding } from './finding.ts';

/** Writes annotations at the lines of the values files, the summary and outputs. Fails the step on an error. */
export async function reportGuard(files: readonly string[], findings: readonly GuardFinding[]): Promise<void> {
  reportFindings(findings);
  const { errors, warnings } = countLevels(findings);
  info(`${plural(files.length, 'values file')}, ${plural(errors, 'error')}, ${plural(warnings, 'warning')}.`);
  setOutputs({ outcome: errors === 0 ? 'passed' : 'failed', errors: String(errors) });
  const rows = findings.map(({ level, location, message }) =>
    row(level === 'error' ? '❌' : '⚠️', code(formatLocation(location)), code(message)),
  );
  const more = `How to fix each: ${referenceUrl('guard-findings.md')}`;
  const list = rows.length === 0 ? [] : ['', table(['', 'Location', 'Finding'], rows), '', more];
  if (rows.length > 0) info(more);
  const heading =
    errors === 0
      ? '✅ guard: only deployments changed what runs'
      : `❌ guard: ${plural(errors, 'error')} in the values files`;
  writeSummary('headline', [`## ${heading}`, ...list].join('\n'));
  if (errors > 0) process.exitCode = ExitCode.Failure;
}
