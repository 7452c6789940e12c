import { info } from '@actions/core';
import { code, row, table } from '../markdown.ts';
import { writeSummary } from '../runner/summary.ts';
import { GatedError } from './gated-error.ts';
import type { GateVerdict } from './verdict.ts';

/** Does the work; a dry run also shows the answer of each gate, even if the work fails. */
export async function reportGates<T extends { readonly verdicts: readonly GateVerdict[] }>(
  dryRun: boolean,
  work: () => Promise<T>,
): Promise<T> {
  try {
    const result = await work();
    if (dryRun) await showVerdicts(result.verdicts);
    return result;
  } catch (error) {
    if (!(error instanceof GatedError)) throw error;
    if (dryRun) await showVerdicts(error.verdicts);
    throw error.cause;
  }
}

async function showVerdicts(verdicts: readonly GateVerdict[]): Promise<void> {
  const lines = verdicts.map(({ question, answer }) => [question, answer.replace(/\s*\n\s*/g, ' · ')] as const);
  info(['The gates:', ...lines.map(([question, answer]) => `- ${question} ${answer}`)].join('\n'));
  const rows = lines.map(([question, answer]) => row(question, code(answer)));
  await writeSummary(`${table(['Gate', 'Answer'], rows)}\n`);
}
