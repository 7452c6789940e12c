import { readdir, readFile } from 'node:fs/promises';
import { setInterval } from 'node:timers/promises';

const EVERY_MS = 100;

/**
 * Returns the peak memory in bytes of all processes that `work` starts: the sum of their proportional set sizes, which
 * count a shared page once. https://docs.kernel.org/filesystems/proc.html (`smaps_rollup`)
 */
export async function peakMemory(work: () => Promise<unknown>): Promise<number> {
  const before = new Set(await processes());
  const end = new AbortController();
  let peak = 0;
  const watching = (async () => {
    for await (const _ of setInterval(EVERY_MS, undefined, { signal: end.signal })) {
      const own = (await processes()).filter((pid) => !before.has(pid));
      const sizes = await Promise.all(own.map(sizeOf));
      peak = Math.max(
        peak,
        sizes.reduce((sum, size) => sum + size, 0),
      );
    }
  })().catch(() => undefined);
  try {
    await work();
  } finally {
    end.abort();
    await watching;
  }
  return peak;
}

async function processes(): Promise<string[]> {
  return (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
}

async function sizeOf(pid: string): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1024;
}
