import { summary } from '@actions/core';

/** The runner drops a whole summary above this size; https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary */
const MAX_SUMMARY_BYTES = 1024 * 1024;

/** Adds Markdown to the job summary, cut to what the runner accepts; nothing where there is no runner. */
export async function writeSummary(markdown: string): Promise<void> {
  if (process.env.GITHUB_STEP_SUMMARY === undefined) return;
  const bytes = Buffer.from(markdown);
  const text =
    bytes.length < MAX_SUMMARY_BYTES
      ? markdown
      : `${bytes.subarray(0, MAX_SUMMARY_BYTES - 100).toString()}\n\n…cut short`;
  await summary.addRaw(text, true).write();
}
