import type { Stage } from '../../sandbox/stage/stage.ts';
import { expectEqual, expectOutcome } from '../expect.ts';
import { mergeDag } from '../pull-request.ts';
import { fact, heading } from '../say.ts';

/** Two merges, and the older one's run comes last: production must not go back. */
export async function lateRunScene(stage: Stage): Promise<void> {
  heading('An older run that finishes last');
  const older = await mergeDag(stage, 'first_merge', 'merge');
  const newer = await mergeDag(stage, 'second_merge', 'rebase');
  expectOutcome(await stage.run(newer), 'deployed');
  const head = await stage.gitops.head('main');
  const late = await stage.run(older);
  expectOutcome(late, 'skipped');
  fact(late.annotations.map(({ level, message }) => `${level}: ${message}`).join('\n'));
  expectEqual(
    late.annotations.map(({ level }) => level),
    ['notice'],
    'it is announced',
  );
  expectEqual(await stage.gitops.head('main'), head, 'production stays on the newer one');
}
