import type { Stage } from '../../sandbox/stage/stage.ts';
import { VALUES_FILE } from '../../sandbox/stage/stage.ts';
import { expectEqual, expectOutcome } from '../expect.ts';
import { mergeDag } from '../pull-request.ts';
import { fact, heading, quiet, seconds } from '../say.ts';
import { showCommit } from '../show-commit.ts';
import { showImage } from '../show-image.ts';
import { waitForArgoCd } from '../wait-for-argocd.ts';

/** Deploys an approved pull request and shows the commit, the image and the rollout. */
export async function deployScene(stage: Stage): Promise<void> {
  heading('An approved merge is deployed');
  const commit = await mergeDag(stage, 'daily_orders');
  fact(
    `A pull request that adds airflow/dags/daily_orders.py was approved by the lead and merged as ${commit.slice(0, 7)}.`,
  );

  const before = (await stage.gitops.read('main', VALUES_FILE))?.toString() ?? '';
  const result = await stage.run(commit);
  quiet(result.log.join('\n').trim());
  expectOutcome(result, 'deployed');
  fact(`dist/deploy/index.js took ${seconds(result.milliseconds)}, including startup.`);

  heading('The commit in the GitOps repository');
  const after = (await stage.gitops.read('main', VALUES_FILE))?.toString() ?? '';
  const changed = after.split('\n').filter((line, index) => line !== before.split('\n')[index]);
  quiet(await showCommit(stage.gitops.directory, result.outputs['commit-sha'] ?? ''));
  expectEqual(
    changed.map((line) => line.trim().split(/\s+#/)[0]),
    [`tag: version-${commit}`],
    'exactly one line of the values file changed',
  );

  heading('The image');
  const files = await showImage(stage, `version-${commit}`);
  expectEqual(files.includes('opt/airflow/dags/daily_orders.py'), true, 'the code layer contains the new DAG');

  heading('Argo CD');
  const application = await waitForArgoCd(stage, result.outputs['commit-sha'] ?? '');
  expectEqual(
    application.images.includes(`${result.outputs.image}:version-${commit}`),
    true,
    'Argo CD is Synced and Healthy with the new image',
  );

  heading('The job summary (Markdown)');
  quiet(result.summary.trim());
}
