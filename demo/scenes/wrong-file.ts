import type { Stage } from '../../sandbox/stage/stage.ts';
import { OTHER_VALUES_FILE } from '../../sandbox/stage/stage.ts';
import { expectEqual, expectOutcome } from '../expect.ts';
import { mergeDag } from '../pull-request.ts';
import { fact, heading } from '../say.ts';

/** Runs a copied workflow that names another team's file: it must not reach that team's production. */
export async function wrongFileScene(stage: Stage): Promise<void> {
  heading('The workflow names another team’s values file');
  const commit = await mergeDag(stage, 'copied_workflow');
  const head = await stage.gitops.head('main');
  const result = await stage.run(commit, { inputs: { 'values-file': OTHER_VALUES_FILE } });
  expectOutcome(result, 'failed', 1);
  fact(result.annotations.map(({ level, message }) => `${level}: ${message}`).join('\n'));
  expectEqual(
    /elite-airflow.*flux-airflow/.test(result.annotations[0]?.message ?? ''),
    true,
    'the annotation names both images',
  );
  expectEqual(await stage.gitops.head('main'), head, 'nothing was committed');
}
