import { setTimeout as sleep } from 'node:timers/promises';

/** With the five seconds of the last work, a cancelled run ends before the runner's second signal, after 7.5 s. */
const LIMIT_MS = 2_000;

type Work = () => Promise<unknown>;

/** What this run, which is one process, still does when it ends. */
let works: readonly Work[] = [];

/** Adds work that is done when the run ends: after success, after a failure, and after a cancellation. */
export function atEnd(work: Work): void {
  works = [...works, work];
}

/** Does the work that was added, once. Resolves when it has ended or its time is over. */
export async function endRun(): Promise<void> {
  const all = works;
  works = [];
  if (all.length === 0) return;
  const limit = new AbortController();
  const ended = Promise.allSettled(all.map((work) => work()));
  await Promise.race([ended, sleep(LIMIT_MS, undefined, { signal: limit.signal, ref: false }).catch(() => undefined)]);
  limit.abort();
}
