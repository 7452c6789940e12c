/** One line of the benchmark: medians in `unit`; absent parts are `null`. */
export interface Measurement {
  readonly name: string;
  readonly ours: number;
  /** What users run today, measured in the same run. */
  readonly theirs: number | null;
  /** What the job needs at the least. */
  readonly limit: number | null;
  readonly unit: 'ms' | 'calls' | 'bytes';
  readonly runs: number;
  /** Least and most of ours. */
  readonly spread?: readonly [number, number];
  /** What the figure has to reach, as text, e.g. `theirs / ours ≥ 40`. */
  readonly goal?: string;
}

/** NaN of no values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** The medians of several pieces of work that take turns, so that noise meets all of them. */
export async function takeTurns(runs: number, ...works: (() => Promise<number>)[]): Promise<number[]> {
  return (await takeSamples(runs, ...works)).map(median);
}

/**
 * All figures of several pieces of work that take turns, forth and back: a machine that gets slower does so for all of
 * them, and none always finds it as the same other one left it.
 */
export async function takeSamples(runs: number, ...works: (() => Promise<number>)[]): Promise<number[][]> {
  const samples = works.map((work) => ({ work, figures: [] as number[] }));
  for (let run = 0; run < runs; run += 1) {
    for (const { work, figures } of run % 2 === 0 ? samples : samples.toReversed()) figures.push(await work());
  }
  return samples.map(({ figures }) => figures);
}

/** The least and the most. */
export function spreadOf(values: readonly number[]): [number, number] {
  return [Math.min(...values), Math.max(...values)];
}

/** theirs / ours: higher is better. */
export function ratio({ ours, theirs }: Measurement): number | null {
  return theirs === null ? null : Math.round((theirs / ours) * 100) / 100;
}
