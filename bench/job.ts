import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { mergeDag } from '../demo/pull-request.ts';
import { ROLE, startAwsRole } from '../sandbox/stage/aws-role.ts';
import { APP_ID, addDeployerApp } from '../sandbox/stage/deployer-app.ts';
import { GITOPS, SOURCE, type Stage } from '../sandbox/stage/stage.ts';
import { type Measurement, median, spreadOf, takeSamples } from './measure.ts';
import { startBenchStage } from './parts/bench-stage.ts';
import { bundleEntry } from './parts/bundle-entry.ts';

const run = promisify(execFile);
const RUNS = 7;
const METER = resolve(import.meta.dirname, 'parts/processor-time.ts');

/** The commands of actions/checkout, and the processor time of git in milliseconds. */
const CHECKOUT = `set -e
git init --quiet --template= "$1" && cd "$1"
git -c "http.extraheader=AUTHORIZATION: basic $AUTH" fetch --quiet --no-tags --depth=1 "$2" "$3"
git -c advice.detachedHead=false checkout --quiet --detach "$3"
read -ra s < /proc/$$/stat
echo $(( (s[13] + s[14] + s[15] + s[16]) * 10 )) >> "$PROCESSOR_TIME"`;

interface Job {
  readonly stage: Stage;
  readonly environment: Readonly<Record<string, string>>;
  readonly appKey: string;
  readonly appInputs: Readonly<Record<string, string>>;
  readonly script: string;
  /** Where processes write their processor time. */
  readonly meter: string;
}

/**
 * Measures all steps of a deployment's job as processes: ours is one step; theirs are two checkouts, a role, a token and the
 * same deployment. The steps of others are their calls alone, without their own 2 to 4 MB of code, so theirs is a minimum.
 * The time in which the runner downloads and starts each step is in neither.
 */
export async function job(): Promise<Measurement[]> {
  const stage = await startBenchStage();
  const [aws, entry] = await Promise.all([startAwsRole(stage), bundleEntry('make-credentials')]);
  const { inputs, privateKey } = addDeployerApp(stage.github);
  const meter = join(stage.directory, 'processor-time');
  const metered = { NODE_OPTIONS: `--import ${METER}`, PROCESSOR_TIME: meter };
  const environment = { ...aws.environment, ...metered };
  const place = { stage, environment, appKey: privateKey, appInputs: inputs, script: entry.file, meter };
  try {
    const processor: { one: number[]; five: number[] } = { one: [], five: [] };
    const [one = [], five = []] = await takeSamples(
      RUNS,
      () => metre(place, processor.one, oneStep),
      () => metre(place, processor.five, fiveSteps),
    );
    const line = (name: string, ours: readonly number[], theirs: readonly number[]): Measurement => ({
      name,
      ours: median(ours),
      theirs: median(theirs),
      limit: null,
      unit: 'ms',
      runs: RUNS,
      spread: spreadOf(ours),
    });
    return [line('job', one, five), line('job-processor', processor.one, processor.five)];
  } finally {
    await Promise.all([aws.close(), stage.close(), entry.remove()]);
  }
}

/** Returns the milliseconds of a job, and adds its processor time to the list. */
async function metre(place: Job, list: number[], work: (place: Job, commit: string) => Promise<void>): Promise<number> {
  const commit = await mergeDag(place.stage, `measured_${place.stage.source.pullRequests.length}`);
  await writeFile(place.meter, '');
  const start = performance.now();
  await work(place, commit);
  const milliseconds = performance.now() - start;
  const times = (await readFile(place.meter, 'utf8')).trim().split('\n');
  list.push(times.reduce((sum, time) => sum + Number(time), 0));
  return milliseconds;
}

async function oneStep({ stage, environment, appInputs }: Job, commit: string): Promise<void> {
  const workspace = await mkdtemp(join(stage.directory, 'empty-'));
  await deploy(stage, commit, { workspace, environment, inputs: { ...appInputs, 'aws-role': ROLE } });
}

async function fiveSteps({ stage, environment, appKey, script }: Job, commit: string): Promise<void> {
  const workspace = await mkdtemp(join(stage.directory, 'checkout-'));
  const AUTH = Buffer.from(`x-access-token:${stage.workflowToken}`).toString('base64');
  const git = { env: { ...process.env, ...environment, NODE_OPTIONS: '', AUTH } };
  for (const folder of [workspace, `${workspace}-of-the-action`]) {
    await run('bash', ['-c', CHECKOUT, 'checkout', folder, `${stage.github.url}/${SOURCE}.git`, commit], git);
  }
  const common = { PATH: process.env.PATH ?? '', ...environment, GITHUB_API_URL: stage.github.url };
  await run(process.execPath, [script], { env: { ...common, KIND: 'aws', ROLE } });
  const app = { KIND: 'app', APP_ID, APP_KEY: appKey, REPOSITORY: GITOPS };
  await run(process.execPath, [script], { env: { ...common, ...app } });
  await deploy(stage, commit, { workspace, environment: { ...environment, ...stage.account.credentials } });
  await Promise.all([workspace, `${workspace}-of-the-action`].map((folder) => rm(folder, { recursive: true })));
}

async function deploy(stage: Stage, commit: string, step: Parameters<Stage['run']>[1]): Promise<void> {
  const { outputs, log } = await stage.run(commit, step);
  if (outputs.outcome !== 'deployed') throw new Error(log.join('\n'));
}
