import { appendFile, stat } from 'node:fs/promises';
import { info } from '@actions/core';

/** The runner drops the whole summary of a step above this size; https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary */
const MAX_SUMMARY_BYTES = 1024 * 1024;
const CUT = '\n\n…truncated';

/**
 * Appends Markdown to the job summary, truncated to the runner's limit per step; does nothing outside a runner. A failed
 * write is only logged.
 */
export async function writeSummary(markdown: string): Promise<void> {
  const path = process.env.GITHUB_STEP_SUMMARY;
  if (path === undefined) return;
  try {
    const { size } = await stat(path);
    const text = cut(markdown, MAX_SUMMARY_BYTES - size - 1);
    // Not `summary` of @actions/core: two concurrent writers would flush its shared buffer twice.
    if (text !== '') await appendFile(path, `${text}\n`);
  } catch (failure) {
    info(`Failed to write the job summary: ${failure}`);
  }
}

/** Truncates text to a number of bytes without splitting a character. */
function cut(markdown: string, room: number): string {
  const bytes = Buffer.from(markdown);
  if (bytes.length <= room) return markdown;
  const end = Math.max(room - Buffer.byteLength(CUT), 0);
  return end === 0 ? '' : `${new TextDecoder().decode(bytes.subarray(0, end), { stream: true })}${CUT}`;
}
