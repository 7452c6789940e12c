import { expect, test } from '@jest/globals';
import { type Stage, startStage } from '../../../sandbox/stage/stage.ts';
import { putEmptyImage } from './empty-image.ts';
import type { Way } from './merge-paths.ts';
import { type Method, POLICY, peopleOf, READER_TOKEN, World } from './world.ts';

const METHODS: readonly Method[] = ['merge', 'squash', 'rebase'];

/** Tries each path with one merge method, in turn. `SWEEP=all` (`npm run soak`) tries all. */
function methodsFor(way: Way, index: number): readonly Method[] {
  const turn = way.merges ? index % METHODS.length : 0;
  return way.merges && process.env.SWEEP === 'all' ? METHODS : METHODS.slice(turn, turn + 1);
}

/** Tries each path on one stage with bump-values in dry run, so that the deployed commit stays the same. */
export function tryWays(title: string, ways: readonly Way[]): void {
  test(title, async () => {
    const stage = await startStage({ checkAnswers: false, files: POLICY });
    try {
      peopleOf(stage);
      for (const [index, way] of ways.entries()) {
        for (const method of methodsFor(way, index))
          await tryWay(stage, way, new World(stage, method, `w${index}_${method}`));
      }
    } finally {
      await stage.close();
    }
  });
}

async function tryWay(stage: Stage, way: Way, world: World): Promise<void> {
  const where = `${way.name}, by ${world.method}`;
  await world.begin();
  const { commit, inputs } = await way.enter(world);
  await putEmptyImage(stage, commit);
  const result = await stage.run(commit, {
    entry: 'bump-values',
    inputs: { ...stage.bumpInputs(), approvers: '', 'github-token': READER_TOKEN, 'dry-run': 'true', ...inputs },
  });
  expect([where, world.stoppedBy !== undefined]).toEqual([where, way.stopped]);
  if (way.refusal === undefined) {
    expect(result).toHaveDeployed({ where, annotations: [] });
    return;
  }
  expect(result).toHaveFailedWith('approval-missing', { where });
  const messages = result.annotations.map(({ message }) => message).join('\n');
  expect([where, messages]).toEqual([where, expect.stringMatching(way.refusal)]);
}
