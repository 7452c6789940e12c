/** Two concurrent deployments, with faults in any call: the newest approved commit wins, and no older one follows it. */

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mergeDag } from '../../demo/pull-request.ts';
import type { Fault } from '../../sandbox/http/fault.ts';
import type { Service } from '../../sandbox/http/service.ts';
import type { ActionResult } from '../../sandbox/runner/run-action.ts';
import { readDeployedTag } from '../../sandbox/stage/gitops-file.ts';
import { type Stage, startStage } from '../../sandbox/stage/stage.ts';

const SEEDS = Number(process.env.SEEDS ?? 20);
const FAULTS: readonly Fault[] = [
  'reset',
  'truncated',
  'lost-answer',
  { status: 500 },
  { status: 503 },
  { status: 429, retryAfterSeconds: 0 },
];

/** Delays between the starts of the two. */
const MOST_APART_MS = 500;
/** Long enough that the first has ended. */
const ONE_BY_ONE = Number.POSITIVE_INFINITY;

interface Planned {
  readonly service: number;
  readonly nth: number;
  readonly fault: Fault;
}

const planned: fc.Arbitrary<Planned> = fc.record({
  service: fc.nat({ max: 3 }),
  nth: fc.integer({ min: 1, max: 24 }),
  fault: fc.constantFrom(...FAULTS),
});

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.close());

function services(): Service[] {
  const { github, registry, ecr, mirror } = stage;
  return [github.service, registry.service, ecr.service, mirror.service];
}

const deployedTag = () => readDeployedTag(stage);

/** Returns the deployed commits, oldest first, with repetitions. */
async function deployments(commits: readonly string[]): Promise<string[]> {
  const log = (await stage.gitops.log('main')).toReversed();
  return log.flatMap(({ message }) => commits.filter((commit) => message.includes(`Source-Commit: ${commit}\n`)));
}

/** Deploys one commit, and another after this many milliseconds; negative: before. */
async function runBoth(one: string, other: string, apart: number): Promise<ActionResult[]> {
  if (apart === ONE_BY_ONE) return [await stage.run(one), await stage.run(other)];
  if (apart === -ONE_BY_ONE) return (await runBoth(other, one, ONE_BY_ONE)).toReversed();
  const run = async (commit: string, delay: number) => {
    await sleep(Math.max(0, delay));
    return stage.run(commit);
  };
  return Promise.all([run(one, -apart), run(other, apart)]);
}

const ends = new Map<string, number>();
let round = 0;

test(`${SEEDS} pairs of deployments under random faults: the newest wins, and each is committed at most once`, async () => {
  const plans = fc.array(planned, { minLength: 1, maxLength: 6 });
  const property = fc.asyncProperty(
    plans,
    fc.integer({ min: -MOST_APART_MS, max: MOST_APART_MS }),
    async (faults, apart) => {
      round += 1;
      const older = await mergeDag(stage, `older_${round}`);
      const newer = await mergeDag(stage, `newer_${round}`);
      for (const { service, nth, fault } of faults) services()[service]?.faults.plan({ route: /./, nth, fault });
      const pair = [older, newer];
      const results = await runBoth(older, newer, apart);
      for (const service of services()) service.faults.clear();
      const outcomes = new Map(pair.map((commit, index) => [commit, results[index]?.outputs.outcome ?? 'none']));
      const end = `older ${outcomes.get(older)}, newer ${outcomes.get(newer)}`;
      ends.set(end, (ends.get(end) ?? 0) + 1);
      for (const run of results) {
        if (run.outputs.outcome === 'failed') expect(run).toHaveExitedWith(1, { message: /./ });
        else expect(run).toHaveSucceeded();
      }
      if (outcomes.get(newer) === 'deployed') expect(await deployedTag()).toBe(`version-${newer}`);
      await Promise.all(pair.map((commit) => stage.run(commit)));
      expect(await deployedTag()).toBe(`version-${newer}`);
      const made = await deployments([older, newer]);
      expect([[newer], [older, newer]]).toContainEqual(made);
    },
  );
  const examples: [Planned[], number][] = [
    [[], ONE_BY_ONE],
    [[], -ONE_BY_ONE],
  ];
  await fc.assert(property, { numRuns: SEEDS, endOnFailure: true, examples });
  console.log(
    `${SEEDS} pairs:\n${[...ends].map(([end, count]) => `  ${String(count).padStart(4)}  ${end}`).join('\n')}`,
  );
  expect([...ends.keys()]).toEqual(
    expect.arrayContaining(['older deployed, newer deployed', 'older skipped, newer deployed']),
  );
}, 3_600_000);
