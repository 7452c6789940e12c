/**
 * Decides in a workflow whether a pull request changes only DAG files; writes the output `dags-only`, and the reason into
 * log and summary. Runs without `npm ci`. GitHub leaves a required check pending whose workflow is skipped by its own
 * `paths` filter, so the job always runs and skips its steps instead.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { decide } from './decide.ts';

const {
  GITHUB_EVENT_NAME = '',
  GITHUB_EVENT_PATH = '',
  GITHUB_SHA = '',
  GITHUB_OUTPUT,
  GITHUB_STEP_SUMMARY,
} = process.env;

const { dagsOnly, reason } = decide({
  eventName: GITHUB_EVENT_NAME,
  event: readEvent(),
  sha: GITHUB_SHA,
  directory: process.cwd(),
});
console.log(reason);
if (GITHUB_STEP_SUMMARY) appendFileSync(GITHUB_STEP_SUMMARY, `${reason}\n`);
if (GITHUB_OUTPUT) appendFileSync(GITHUB_OUTPUT, `dags-only=${dagsOnly}\n`);

/** Returns an empty payload if it is unreadable: the changes are unknown then. */
function readEvent(): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(GITHUB_EVENT_PATH, 'utf8'));
  } catch {
    return {};
  }
}
