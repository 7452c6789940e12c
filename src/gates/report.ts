import { info } from '@actions/core';
import { escapeText, row, shortenCommits, table } from '../markdown.ts';
import { writeSummary } from '../runner/summary.ts';
import { formatError } from '../translate/translate.ts';
import { GatedError } from './gated-error.ts';
import type { GateVerdict } from './verdict.ts';

type Line = readonly [sign: '✅' | '✋' | '❌', question: string, answer: string];

/** Does the work; a dry run also shows the answer of each gate, even if the work fails. */
export async function reportGates<T extends { readonly verdicts: readonly GateVerdict[] }>(
  dryRun: boolean,
  work: () => Promise<T>,
): Promise<T> {
  try {
    const result = await work();
    if (dryRun) show(result.verdicts.map(toLine));
    return result;
  } catch (error) {
    if (!(error instanceof GatedError)) throw error;
    const { verdicts, question, cause } = error;
    const failed: Line[] = question === undefined ? [] : [['❌', question, formatError(cause)]];
    if (dryRun) show([...verdicts.map(toLine), ...failed]);
    throw cause;
  }
}

/** Logs the answer of each gate. */
export function logGates(verdicts: readonly GateVerdict[]): void {
  for (const line of verdicts.map(toLine)) info(formatLine(line));
}

function toLine({ question, answer, stops }: GateVerdict): Line {
  return [stops ? '✋' : '✅', question, shortenCommits(answer.replace(/\s*\n\s*/g, ' · '))];
}

function formatLine([sign, question, answer]: Line): string {
  return `${sign} ${question} ${answer}`;
}

function show(lines: readonly Line[]): void {
  info(['The gates:', ...lines.map(formatLine)].join('\n'));
  const rows = lines.map(([sign, question, answer]) => row(sign, question, escapeText(answer)));
  writeSummary('gates', table(['', 'Gate', 'Answer'], rows));
}
