import { measureEdit } from './edit.ts';
import type { Measurement } from './measure.ts';

const LINES = [1_000, 3_000, 10_000, 30_000, 100_000];
const RUNS = 5;
/** About 10 MB of values, which may take 10 s. */
const LINES_OF_10_MB = 425_000;

/** The edit of ever longer files, up to 10 MB; the fit over up to 100,000 lines stands beside the last of those. */
export async function editScale(): Promise<Measurement[]> {
  const points: { lines: number; ms: number }[] = [];
  const measurements: Measurement[] = [];
  await measureEdit(3_000, RUNS);
  for (const lines of LINES) {
    const { bytes: _, ...measured } = await measureEdit(lines, RUNS);
    points.push({ lines, ms: measured.ours });
    const name = `edit-scale-${lines}`;
    measurements.push(lines === LINES.at(-1) ? { ...measured, name, goal: tellFit(points) } : { ...measured, name });
  }
  const { bytes, ...measured } = await measureEdit(LINES_OF_10_MB, 1);
  const goal = `${(bytes / 1e6).toFixed(1)} MB in at most 10 s`;
  return [...measurements, { ...measured, name: `edit-scale-${LINES_OF_10_MB}`, goal }];
}

/** The straight line of least squares, and how much of the spread it explains. */
function tellFit(points: readonly { lines: number; ms: number }[]): string {
  const mean = (of: (point: { lines: number; ms: number }) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean(({ lines }) => lines), mean(({ ms }) => ms)];
  const covariance = mean(({ lines, ms }) => (lines - x) * (ms - y));
  const [spreadX, spreadY] = [mean(({ lines }) => (lines - x) ** 2), mean(({ ms }) => (ms - y) ** 2)];
  const slope = covariance / spreadX;
  const microseconds = (slope * 1_000).toFixed(1);
  const start = (y - slope * x).toFixed(0);
  return `linear; seen: ${start} ms + ${microseconds} µs a line, R² = ${(covariance ** 2 / (spreadX * spreadY)).toFixed(4)}`;
}
