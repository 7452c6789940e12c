import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Measurement, median, spreadOf, takeSamples } from './measure.ts';
import { bundleEntry } from './parts/bundle-entry.ts';
import { REPOSITORY } from './parts/runtime.ts';
import { openWorkshop } from './parts/workshop.ts';

const run = promisify(execFile);
const RUNS = 5;
const COUNTS = [10, 100, 1_000, 10_000] as const;
const SIZE = { bytes: 10_000, files: 10 };

interface Sample {
  readonly count: number;
  readonly ours: readonly number[];
  readonly limit: readonly number[];
}

/**
 * Measures the build of images with more and more DAGs, against only GNU tar and gzip of the same files. The first line
 * contains the fixed cost (Dockerfile, registry, git); the last one is the cost of the files without it.
 */
export async function scale(): Promise<Measurement[]> {
  const entry = await bundleEntry('assemble');
  try {
    const samples: Sample[] = [];
    for (const count of COUNTS) samples.push(await measure(entry.file, count));
    const lines = samples.map(({ count, ours, limit }) => line(`scale-${count}`, ours, median(limit)));
    const [first, last] = [samples[0], samples.at(-1)];
    if (first === undefined || last === undefined) return lines;
    const fixed = median(first.ours);
    const growth = line(
      'scale-growth',
      last.ours.map((figure) => figure - fixed),
      median(last.limit) - median(first.limit),
    );
    return [...lines, { ...growth, goal: 'ours / limit ≤ 1.5' }];
  } finally {
    await entry.remove();
  }
}

async function measure(entry: string, count: number): Promise<Sample> {
  const { registry, team, close } = await openWorkshop(count, SIZE);
  const ours = async () => {
    const argv = [entry, `${registry.host}/${REPOSITORY}`, team.directory, await team.change(), 'scale-'];
    const { build }: { build: number } = JSON.parse((await run(process.execPath, argv)).stdout);
    return build;
  };
  const limit = async () => {
    const start = performance.now();
    await run('tar', ['-C', team.directory, '-czf', join(team.directory, '.git', 'dags.tar.gz'), 'dags']);
    return performance.now() - start;
  };
  try {
    await ours();
    const [mine = [], tar = []] = await takeSamples(RUNS, ours, limit);
    return { count, ours: mine, limit: tar };
  } finally {
    await close();
  }
}

function line(name: string, ours: readonly number[], limit: number): Measurement {
  return { name, ours: median(ours), theirs: null, limit, unit: 'ms', runs: RUNS, spread: spreadOf(ours) };
}
