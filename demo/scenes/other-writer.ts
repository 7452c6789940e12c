import type { Stage } from '../../sandbox/stage/stage.ts';
import { OTHER_VALUES_FILE, VALUES_FILE } from '../../sandbox/stage/stage.ts';
import { expectEqual, expectOutcome } from '../expect.ts';
import { heading } from '../say.ts';

/** Lets another team commit after the run reads the branch: both commits must survive. */
export async function otherWriterScene(stage: Stage): Promise<void> {
  heading('Another team commits to the GitOps branch during the run');
  const commit = await stage.source.head('main');
  const otherTag = `version-${'d'.repeat(40)}`;
  const otherCommit = stage.github.service.next('graphql ReadValuesFile').then(async () => {
    const text = (await stage.gitops.read('main', OTHER_VALUES_FILE))?.toString() ?? '';
    const files = { [OTHER_VALUES_FILE]: text.replace(/version-e+/, otherTag) };
    await stage.gitops.commit({ branch: 'main', message: 'deploy(elite-airflow)', author: 'grace', files });
  });
  const [result] = await Promise.all([stage.run(commit), otherCommit]);
  expectOutcome(result, 'deployed');
  const has = async (file: string, tag: string) => (await stage.gitops.read('main', file))?.includes(`tag: ${tag}`);
  expectEqual(
    await has(VALUES_FILE, `version-${commit}`),
    true,
    'our tag is committed on top of the other team’s commit',
  );
  expectEqual(await has(OTHER_VALUES_FILE, otherTag), true, 'the other team’s new tag is still there');
}
