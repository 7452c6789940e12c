/** The table of limits.md, and the measurement of its rows. */
import { readPage } from '../repository/markdown.ts';

interface Counting {
  usedBy(token: string): { readonly requests: number; readonly points: number };
}

/** Returns the requests and points that some runs used of the limits of each token, in the order of the table. */
export async function measureUse(
  github: Counting,
  tokens: { readonly job: string; readonly shared: string },
  work: () => Promise<unknown>,
): Promise<number[]> {
  const used = () =>
    [tokens.job, tokens.shared].flatMap((token) => {
      const { requests, points } = github.usedBy(token);
      return [requests, points];
    });
  const before = used();
  await work();
  return used().map((count, index) => count - (before[index] ?? 0));
}

/** Returns the numbers of a row in limits.md. */
export function readLimits(name: string): number[] {
  const { text } = readPage('docs/explanation/limits.md');
  const row = text.split('\n').find((line) => line.startsWith(`| ${name} `)) ?? '';
  return row
    .split('|')
    .slice(2, 6)
    .map((cell) => Number(cell.trim()));
}
