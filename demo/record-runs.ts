import type { ActionResult } from '../sandbox/runner/run-action.ts';
import type { Stage } from '../sandbox/stage/stage.ts';

/** A run of the demo, as its page shows it. */
export interface RecordedRun {
  readonly id: number;
  readonly sha: string;
  readonly action: string;
  readonly result: ActionResult;
}

/** Returns the stage with runs that have their own number, and the list to which each is added when it has ended. */
export function recordRuns(stage: Stage): { readonly stage: Stage; readonly runs: readonly RecordedRun[] } {
  const runs: RecordedRun[] = [];
  let started = 0;
  const run: Stage['run'] = async (sha, step = {}) => {
    started += 1;
    const id = started;
    const result = await stage.run(sha, { runId: id, ...step });
    runs.push({ id, sha, action: step.entry ?? 'deploy', result });
    return result;
  };
  return { stage: { ...stage, run }, runs };
}
