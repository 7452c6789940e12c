/** Runs benchmarks: `npm run bench` all, `npm run bench -- NAME…` some; `--json` prints one JSON object per line. */
import { parseArgs } from 'node:util';
import { append } from './append.ts';
import { bumpVsClone } from './bump-vs-clone.ts';
import { bytes } from './bytes.ts';
import { checkOne } from './check-one.ts';
import { dags } from './dags.ts';
import { deployImageCold, deployImageWarm } from './deploy-image.ts';
import { deployment } from './deployment.ts';
import { deploymentsPage } from './deployments-page.ts';
import { edit } from './edit.ts';
import { editAliases } from './edit-aliases.ts';
import { editScale } from './edit-scale.ts';
import { job } from './job.ts';
import { type Measurement, ratio } from './measure.ts';
import { proofCalls } from './proof-calls.ts';
import { recovery } from './recovery.ts';
import { rollout } from './rollout.ts';
import { roundTrips } from './round-trips.ts';
import { scale } from './scale.ts';
import { signing } from './signing.ts';
import { startUp } from './start-up.ts';
import { teams } from './teams.ts';
import { twoPlatforms } from './two-platforms.ts';

const BENCHES: Readonly<Record<string, () => Promise<Measurement[]>>> = {
  'bump-vs-clone': bumpVsClone,
  'start-up': startUp,
  'round-trips': roundTrips,
  'proof-calls': proofCalls,
  append,
  edit,
  'edit-scale': editScale,
  'edit-aliases': editAliases,
  bytes,
  'dags-1000': dags,
  'check-one-of': checkOne,
  scale,
  'deploy-image-warm': deployImageWarm,
  'deploy-image-cold': deployImageCold,
  deployment,
  'deployment-platforms': twoPlatforms,
  job,
  'deployments-page': deploymentsPage,
  signing,
  teams,
  rollout,
  recovery,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
});
const chosen = positionals.length === 0 ? Object.keys(BENCHES) : [...new Set(positionals.map(findBench))];

for (const name of chosen) {
  for (const measurement of (await BENCHES[name]?.()) ?? []) print(measurement);
}

/** Returns the benchmark with this name, or the one that prints a line with it. @throws Error if none exists */
function findBench(wanted: string): string {
  const names = Object.keys(BENCHES).filter((name) => wanted.startsWith(name));
  const [found] = names.sort((a, b) => b.length - a.length);
  if (found !== undefined) return found;
  throw new Error(`Unknown benchmark ${wanted}. The benchmarks are: ${Object.keys(BENCHES).join(', ')}`);
}

function print(measurement: Measurement): void {
  const line = { ...measurement, ratio: ratio(measurement) };
  if (values.json) {
    console.log(JSON.stringify(line));
    return;
  }
  const { unit, runs, spread, goal } = measurement;
  const figure = (value: number | null) => (value === null ? '–' : `${Math.round(value * 10) / 10}`).padStart(9);
  const { ours, limit } = line;
  const overLimit = line.ratio === null && limit !== null ? `  ${Math.round((ours / limit) * 100) / 100} × limit` : '';
  const times = line.ratio === null ? overLimit : `  ×${line.ratio}`;
  const ends = spread === undefined ? '' : `, ours ${spread.map((value) => Math.round(value)).join('–')}`;
  console.log(
    `${line.name.padEnd(30)} ours ${figure(line.ours)}  theirs ${figure(line.theirs)}  limit ${figure(line.limit)} ${unit}${times}  (${runs} runs${ends})${goal === undefined ? '' : `  goal: ${goal}`}`,
  );
}
