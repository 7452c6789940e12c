import { measureEdit } from './edit.ts';
import type { Measurement } from './measure.ts';

const LINES = [1_000, 3_000, 10_000, 30_000, 100_000];
const RUNS = 5;
/** About 10 MB; the limit is 10 s. */
const LINES_OF_10_MB = 425_000;

/** Measures the edit of longer and longer files, up to 10 MB. The line for 100,000 lines shows the linear fit. */
export async function editScale(): Promise<Measurement[]> {
  const points: { lines: number; ms: number }[] = [];
  const measurements: Measurement[] = [];
  await measureEdit(3_000, RUNS);
  for (const lines of LINES) {
    const { bytes: _, ...measured } = await measureEdit(lines, RUNS);
    points.push({ lines, ms: measured.ours });
    const name = `edit-scale-${lines}`;
    measurements.push(lines === LINES.at(-1) ? { ...measured, name, goal: formatFit(points) } : { ...measured, name });
  }
  const { bytes, ...measured } = await measureEdit(LINES_OF_10_MB, 1);
  const goal = `${(bytes / 1e6).toFixed(1)} MB in at most 10 s`;
  return [...measurements, { ...measured, name: `edit-scale-${LINES_OF_10_MB}`, goal }];
}

/** Returns the least-squares line and its R². */
function formatFit(points: readonly { lines: number; ms: number }[]): string {
  const mean = (of: (point: { lines: number; ms: number }) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean(({ lines }) => lines), mean(({ ms }) => ms)];
  const covariance = mean(({ lines, ms }) => (lines - x) * (ms - y));
  const [spreadX, spreadY] = [mean(({ lines }) => (lines - x) ** 2), mean(({ ms }) => (ms - y) ** 2)];
  const slope = covariance / spreadX;
  const microseconds = (slope * 1_000).toFixed(1);
  const start = (y - slope * x).toFixed(0);
  return `linear; measured: ${start} ms + ${microseconds} µs a line, R² = ${(covariance ** 2 / (spreadX * spreadY)).toFixed(4)}`;
}
