import { expect, test } from '@jest/globals';
import { type Stage, startStage } from '../../sandbox/stage/stage.ts';
import { buildAndPush } from './build-and-push.ts';
import { type Mishap, mishap, planCalls, type Subject } from './sweep.ts';

const FAULTS: readonly Mishap[] = [
  { name: 'reset', fault: 'reset' },
  { name: 'truncated', fault: 'truncated' },
  { name: 'lost answer', fault: 'lost-answer' },
  { name: 'secondary rate limit', fault: 'secondary-rate-limit' },
  { name: '500', fault: { status: 500 } },
  { name: '503', fault: { status: 503 } },
  { name: '429', fault: { status: 429, retryAfterSeconds: 0 } },
  { name: 'killed before the work', fault: 'hang', kill: true },
  { name: 'killed after the work', fault: 'hang-after', kill: true },
];
/** Each of these waits for a time limit, so they run concurrently. */
const HANGS: readonly Mishap[] = [
  { name: 'hangs before the work', fault: 'hang' },
  { name: 'hangs after the work', fault: 'hang-after' },
];
const AT_ONCE = 8;

/**
 * Each case takes two deployments, so only one in so many runs, which covers every fault, but not every call. `bump-values`
 * makes fewer calls, so that its stride is smaller. `SWEEP=all` (`npm run soak`) runs all.
 */
const STRIDES = process.env.SWEEP === 'all' ? { deploy: 1, bumpValues: 1 } : { deploy: 23, bumpValues: 11 };

/** The cases mostly wait, so several run at once, each on a separate stage. */
async function onStage<T>(work: (stage: Stage) => Promise<T>): Promise<T> {
  const stage = await startStage();
  try {
    return await work(stage);
  } finally {
    await stage.close();
  }
}

const DEPLOY: Subject = {};

/** Only the last step, with an image from the others. */
function bumpValues(stage: Stage): Subject {
  const prepare = async (commit: string) => {
    await buildAndPush(stage, commit);
  };
  return { entry: 'bump-values', inputs: stage.bumpInputs(), prepare };
}

/** Prints the results of the cases by kind. */
function printEnds(title: string, stride: number, ends: readonly (readonly [string, string])[]): void {
  const table = new Map<string, Record<string, number>>();
  for (const [name, outcome] of ends) {
    const row = table.get(name) ?? {};
    table.set(name, { ...row, [outcome]: (row[outcome] ?? 0) + 1 });
  }
  const rows = [...table].map(([name, row]) => `  ${name.padEnd(24)} ${JSON.stringify(row)}`);
  console.log(`${title}: ${ends.length} cases, one in ${stride} of all\n${rows.join('\n')}`);
}

async function sweep(title: string, stride: number, stage: Stage, subject: Subject): Promise<void> {
  // Only a short history is read to its end, where the action looks whether the file was renamed.
  const calls = (await planCalls(stage, subject)).filter(({ route }) => !route.endsWith('/commits/:sha'));
  const cases = calls.flatMap((call) => FAULTS.map((what) => ({ call, what })));
  const ends: [string, string][] = [];
  for (const { call, what } of cases.filter((_, index) => index % stride === 0)) {
    ends.push([what.name, await mishap(stage, subject, call, what)]);
  }
  expect(new Set(ends.map(([name]) => name)).size).toBe(FAULTS.length);
  expect(new Set(ends.map(([, outcome]) => outcome)).size).toBeGreaterThan(1);
  printEnds(title, stride, ends);
}

test.concurrent(
  'deploy: every outside call × every fault and kill: one deployment or a clear error, and a rerun succeeds',
  () => onStage((stage) => sweep('deploy', STRIDES.deploy, stage, DEPLOY)),
  1_800_000,
);

test.concurrent(
  'bump-values: every outside call × every fault and kill',
  () => onStage((stage) => sweep('bump-values', STRIDES.bumpValues, stage, bumpValues(stage))),
  1_800_000,
);

test.concurrent('deploy: every outside call hangs once', async () => {
  // The action also looks up earlier deployments, so each case counts the calls of a first deployment.
  const calls = await onStage((stage) => planCalls(stage, DEPLOY));
  const cases = calls.flatMap((_, index) => HANGS.map((what) => ({ index, what })));
  const waiting = cases.filter((_, index) => index % STRIDES.deploy === 0);
  const count = waiting.length;
  const ends: [string, string][] = [];
  const work = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { index, what } = next;
      const outcome = await onStage(async (stage) => {
        const call = (await planCalls(stage, DEPLOY))[index];
        if (call === undefined) throw new Error('two deployments made different calls');
        return mishap(stage, DEPLOY, call, what);
      });
      ends.push([what.name, outcome]);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  expect(ends).toHaveLength(count);
  expect(new Set(ends.map(([name]) => name)).size).toBe(HANGS.length);
  printEnds('deploy', STRIDES.deploy, ends);
}, 1_800_000);
