import { info } from '@actions/core';
import { code, row, table } from '../markdown.ts';
import { writeSummary } from '../runner/summary.ts';
import { GatedError } from './gated-error.ts';
import type { GateVerdict } from './verdict.ts';

/** Does the work, and shows under dry run what each gate said, also when the work failed after that. */
export async function reportGates<T extends { readonly verdicts: readonly GateVerdict[] }>(
  dryRun: boolean,
  work: () => Promise<T>,
): Promise<T> {
  try {
    const result = await work();
    if (dryRun) showVerdicts(result.verdicts);
    return result;
  } catch (error) {
    if (!(error instanceof GatedError)) throw error;
    if (dryRun) showVerdicts(error.verdicts);
    throw error.cause;
  }
}

function showVerdicts(verdicts: readonly GateVerdict[]): void {
  const lines = verdicts.map(({ question, answer }) => [question, answer.replace(/\s*\n\s*/g, ' · ')] as const);
  info(['The gates:', ...lines.map(([question, answer]) => `- ${question} ${answer}`)].join('\n'));
  const rows = lines.map(([question, answer]) => row(question, code(answer)));
  writeSummary('gates', table(['Gate', 'Answer'], rows));
}
