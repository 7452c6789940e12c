import { appendFile, stat } from 'node:fs/promises';
import { info } from '@actions/core';

/** The runner drops a step's whole summary above this size; https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary */
const MAX_SUMMARY_BYTES = 1024 * 1024;
const CUT = '\n\n…cut short';

/**
 * Adds Markdown to the job summary, cut to what the runner accepts of this step; nothing where there is no runner. A
 * summary that cannot be written fails nothing: the log says so.
 */
export async function writeSummary(markdown: string): Promise<void> {
  const path = process.env.GITHUB_STEP_SUMMARY;
  if (path === undefined) return;
  try {
    const { size } = await stat(path);
    const text = cut(markdown, MAX_SUMMARY_BYTES - size - 1);
    // In one call: `summary` of @actions/core has one buffer for all, which two writers at once would write twice.
    if (text !== '') await appendFile(path, `${text}\n`);
  } catch (failure) {
    info(`The job summary could not be written: ${failure}`);
  }
}

/** What goes into so many bytes, without half a character at its end. */
function cut(markdown: string, room: number): string {
  const bytes = Buffer.from(markdown);
  if (bytes.length <= room) return markdown;
  const end = Math.max(room - Buffer.byteLength(CUT), 0);
  return end === 0 ? '' : `${new TextDecoder().decode(bytes.subarray(0, end), { stream: true })}${CUT}`;
}
