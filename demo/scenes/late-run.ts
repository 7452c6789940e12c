import type { Stage } from '../../sandbox/stage/stage.ts';
import { expectEqual, expectOutcome } from '../expect.ts';
import { mergeDag } from '../pull-request.ts';
import { fact, heading } from '../say.ts';

/** Runs the older of two merges last: production must not go back. */
export async function lateRunScene(stage: Stage): Promise<void> {
  heading('The run of an older merge comes last');
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
    'the run logs a notice',
  );
  expectEqual(await stage.gitops.head('main'), head, 'production keeps the newer version');
}
