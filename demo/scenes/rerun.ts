import type { Stage } from '../../sandbox/stage/stage.ts';
import { expectEqual, expectOutcome } from '../expect.ts';
import { heading } from '../say.ts';

/** Runs the same deployment again. With a clone and sed, `git commit` would fail with “nothing to commit”. */
export async function rerunScene(stage: Stage): Promise<void> {
  heading('The same deployment runs again');
  const head = await stage.gitops.head('main');
  const result = await stage.run(await stage.source.head('main'));
  expectOutcome(result, 'unchanged');
  expectEqual(await stage.gitops.head('main'), head, 'the GitOps repository is unchanged');
}
