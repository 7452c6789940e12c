/** How crowded the branch is, as one writer learns it from its own failed attempts. */
export interface Contention {
  /** Attempts that failed because somebody else was faster, from 1. */
  readonly failures: number;
  /** What the last attempt took: to read the head, and to commit. */
  readonly attemptMs: number;
  /** Commits of others that landed since this writer first read the branch. */
  readonly landed: number;
}

/** The window of the first wait, in attempts: two writers that met by chance are soon apart again. */
const FIRST_WINDOW = 8;
const NEXT_WINDOW = 32;
/** Each commit that landed stands for others that are still waiting. */
const WINDOW_PER_COMMIT = 6;

/**
 * Milliseconds to wait before the next attempt, full jitter over a window that grows with the writers seen. An attempt
 * fails when another commit lands during it, so the window that n writers need is a multiple of n attempts: by simulation
 * 50 that start in the same instant then take 8 calls each, proof included, where doubling from one attempt takes 10.
 */
export function waitMs({ failures, attemptMs, landed }: Contention): number {
  const window =
    failures === 1 ? FIRST_WINDOW : Math.max(NEXT_WINDOW * 2 ** (failures - 2), WINDOW_PER_COMMIT * landed);
  return Math.random() * window * attemptMs;
}
