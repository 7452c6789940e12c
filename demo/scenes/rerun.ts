import type { Stage } from '../../sandbox/stage/stage.ts';
import { expectEqual, expectOutcome } from '../expect.ts';
import { heading } from '../say.ts';

/** The same run once more: with a clone and sed, `git commit` would fail on “nothing to commit” after a pushed image. */
export async function rerunScene(stage: Stage): Promise<void> {
  heading('The same run again');
  const head = await stage.gitops.head('main');
  const result = await stage.run(await stage.source.head('main'));
  expectOutcome(result, 'unchanged');
  expectEqual(await stage.gitops.head('main'), head, 'the GitOps repository is as it was');
}
