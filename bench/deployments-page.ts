import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type PageOpener, startPageOpener } from '../sandbox/deployments-page/page-opener.ts';
import type { Sample } from '../sandbox/deployments-page/sample-page.ts';
import { requirePart } from '../scripts/parts/installed.ts';
import { type Measurement, median, spreadOf } from './measure.ts';

const RUNS = 7;
const SAMPLES: readonly Sample[] = [
  { deployments: 10, files: 2, days: 12 },
  { deployments: 60, files: 8, days: 90 },
  { deployments: 5_000, files: 20, days: 900 },
];

/** Measures how long a browser takes to open the deployments page from a disk, and counts its bytes. */
export async function deploymentsPage(): Promise<Measurement[]> {
  const pages = await startPageOpener(requirePart('chromium'));
  try {
    const measured: Measurement[] = [];
    for (const sample of SAMPLES) measured.push(...(await measurePage(pages, sample)));
    return measured;
  } finally {
    await pages.close();
  }
}

async function measurePage(pages: PageOpener, sample: Sample): Promise<Measurement[]> {
  const times: number[] = [];
  let bytes = 0;
  for (let run = 0; run < RUNS; run += 1) {
    const { page } = await pages.open(sample);
    // The second frame starts after the first one, with everything that the script drew, was painted.
    const painted = await page.evaluate(
      'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))',
    );
    times.push(Math.round(Number(painted)));
    bytes = statSync(fileURLToPath(page.url())).size;
    await pages.closePages();
  }
  const common = { theirs: null, limit: null } as const;
  const name = `deployments-page-${sample.deployments}`;
  return [
    { ...common, name, ours: median(times), unit: 'ms', runs: RUNS, spread: spreadOf(times), goal: 'ours ≤ 1000' },
    { ...common, name: `${name}-bytes`, ours: bytes, unit: 'bytes', runs: 1 },
  ];
}
