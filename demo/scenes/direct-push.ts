import type { Stage } from '../../sandbox/stage/stage.ts';
import { ENGINEER } from '../../sandbox/stage/stage.ts';
import { dagFile } from '../dag-file.ts';
import { expectEqual, expectOutcome } from '../expect.ts';
import { fact, heading } from '../say.ts';

/** Pushes to main without a pull request. Even without branch rules, the deployment rejects it. */
export async function directPushScene(stage: Stage): Promise<void> {
  heading('A direct push to main');
  const files = { 'airflow/dags/hot_fix.py': dagFile('hot_fix') };
  const commit = await stage.source.commit({ branch: 'main', message: 'Hot fix', author: ENGINEER, files });
  const head = await stage.gitops.head('main');
  const result = await stage.run(commit);
  expectOutcome(result, 'failed', 1);
  const [finding] = result.annotations.filter(
    ({ level, message }) => level === 'error' && message.includes(commit.slice(0, 7)),
  );
  fact(result.annotations.map(({ level, message }) => `${level}: ${message}`).join('\n'));
  expectEqual(
    finding?.message.includes(`@${ENGINEER} pushed it directly to main`),
    true,
    'the annotation names the commit and who pushed it',
  );
  expectEqual(await stage.gitops.head('main'), head, 'nothing was committed');
}
