import { writeFileSync } from 'node:fs';
import { info } from '@actions/core';

/** The runner drops the whole summary of a step above this size; https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary */
const MAX_SUMMARY_BYTES = 1024 * 1024;
const CUT = '\n\n…truncated\n';

/** What a job summary consists of, in the order in which it is shown. */
const PARTS = [
  'headline',
  'alarm',
  'tasks',
  'airflow',
  'smoke',
  'rollback',
  'facts',
  'gates',
  'versions',
  'changes',
] as const;

export type SummaryPart = (typeof PARTS)[number];

/** The parts that were written, by the path of the summary. */
const pages = new Map<string, Map<SummaryPart, string>>();

/**
 * Writes a part of the job summary, in place of what was written of it before. So a run has one headline, which says how
 * it ended. Does nothing without a runner. A summary that cannot be written fails nothing: the log says so.
 */
export function writeSummary(part: SummaryPart, markdown: string): void {
  const path = process.env.GITHUB_STEP_SUMMARY;
  if (path === undefined) return;
  const page = pages.get(path) ?? new Map<SummaryPart, string>();
  pages.set(path, page.set(part, markdown.trim()));
  const text = PARTS.flatMap((name) => page.get(name) || []).join('\n\n');
  try {
    writeFileSync(path, cut(`${text}\n`));
  } catch (failure) {
    info(`Failed to write the job summary: ${failure}`);
  }
}

/** Returns what the runner accepts of a summary, without half a character at its end. */
function cut(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= MAX_SUMMARY_BYTES) return text;
  const kept = bytes.subarray(0, MAX_SUMMARY_BYTES - Buffer.byteLength(CUT));
  return `${new TextDecoder().decode(kept, { stream: true })}${CUT}`;
}
