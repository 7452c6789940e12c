/** One line of the benchmark: medians in `unit`; missing ones are `null`. */
export interface Measurement {
  readonly name: string;
  readonly ours: number;
  /** The usual way to do the job, measured in the same run. */
  readonly theirs: number | null;
  /** The minimum that the job needs. */
  readonly limit: number | null;
  readonly unit: 'ms' | 'calls' | 'round trips' | 'bytes';
  readonly runs: number;
  /** Minimum and maximum of ours. */
  readonly spread?: readonly [number, number];
  /** The target as text, such as `theirs / ours ≥ 40`. */
  readonly goal?: string;
}

/** Returns the median; NaN without values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** Returns the medians of several functions that take turns, so that noise affects all of them. */
export async function takeTurns(runs: number, ...works: (() => Promise<number>)[]): Promise<number[]> {
  return (await takeSamples(runs, ...works)).map(median);
}

/**
 * Returns the samples of several functions that take turns, in alternating order: a slower machine affects all of them,
 * and no function always runs after the same other one.
 */
export async function takeSamples(runs: number, ...works: (() => Promise<number>)[]): Promise<number[][]> {
  const samples = works.map((work) => ({ work, figures: [] as number[] }));
  for (let run = 0; run < runs; run += 1) {
    for (const { work, figures } of run % 2 === 0 ? samples : samples.toReversed()) figures.push(await work());
  }
  return samples.map(({ figures }) => figures);
}

/** Returns the minimum and the maximum. */
export function spreadOf(values: readonly number[]): [number, number] {
  return [Math.min(...values), Math.max(...values)];
}

/** Returns the milliseconds of one call. */
export async function time(text: string, work: (text: string) => unknown): Promise<number> {
  const start = performance.now();
  work(text);
  return performance.now() - start;
}

/** Returns theirs / ours: higher is better. */
export function ratio({ ours, theirs }: Measurement): number | null {
  return theirs === null ? null : Math.round((theirs / ours) * 100) / 100;
}
