import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Measurement, takeTurns } from './measure.ts';

const RUNS = 21;
const DIST = resolve(import.meta.dirname, '../dist');

/** Measures each bundle from its start to its first error (it has no inputs), against Node running an empty script. */
export async function startUp(): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  const entries = readdirSync(DIST, { withFileTypes: true }).filter((found) => found.isDirectory());
  for (const { name: entry } of entries) {
    const bundle = resolve(DIST, entry, 'index.js');
    const [ours = Number.NaN, limit = Number.NaN] = await takeTurns(
      RUNS,
      () => timeNode([bundle]),
      () => timeNode(['--eval', '0']),
    );
    measurements.push({ name: `start-up-${entry}`, ours, theirs: null, limit, unit: 'ms', runs: RUNS });
  }
  return measurements;
}

async function timeNode(argv: readonly string[]): Promise<number> {
  const start = performance.now();
  const env = { PATH: process.env.PATH, GITHUB_REPOSITORY: 'flux-data/flux-airflow' };
  await once(spawn(process.execPath, argv, { env, stdio: 'ignore' }), 'close');
  return performance.now() - start;
}
