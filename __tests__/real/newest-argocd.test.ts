/** Tests deployments on the newest Argo CD, with and without its source hydrator. The nodes are simulated. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { type ClusterStage, startClusterStage } from '../../sandbox/cluster/stage.ts';
import { LEAD, startStage } from '../../sandbox/stage/stage.ts';
import { askRefusals } from './parts/argocd-refusals.ts';
import { courseOf, recordStates } from './parts/argocd-states.ts';
import { describeWith } from './parts/find-part.ts';

const PARTS = ['cluster', 'argocd', 'redis', 'helm', 'distribution'];
const HYDRATED = 'environments/production';

const ROLLED_OUT = { outputs: { rollout: 'rolled-out' }, titles: [] };

describeWith(PARTS, 'the newest Argo CD', () => {
  let here: ClusterStage;
  beforeAll(async () => {
    here = await startClusterStage({ isNewest: true, syncWaveDelaySeconds: 0 });
  });
  afterAll(() => here?.close());

  test('a new DAG is rolled out; a rerun changes nothing', async () => {
    const commit = await mergeDag(here.stage, 'orders');
    expect(await here.deploy(commit)).toHaveDeployed(ROLLED_OUT);
    expect(await here.deploy(commit)).toHaveEndedWith('unchanged', ROLLED_OUT);
  });

  test('its errors are those of the stand-in, and its states are in the stand-in’s order', async () => {
    const standIn = await startStage();
    try {
      const before = await here.stage.source.head('main');
      const after = await mergeDag(here.stage, 'compared');
      const { argocd } = here.cluster;
      const real = await recordStates({ ...argocd, before, after }, () => here.deploy(after));
      expect(courseOf(real, 'sync')).toEqual(['Synced', 'OutOfSync', 'Synced']);
      expect(courseOf(real, 'images')).toEqual(['old', 'both', 'new']);
      const { url } = standIn.argocd;
      const tokens = { url, token: standIn.argocdReadToken, adminToken: standIn.argocdToken };
      expect(await askRefusals(tokens)).toEqual(await askRefusals(argocd));
    } finally {
      await standIn.close();
    }
  });
});

describeWith(PARTS, 'its source hydrator', () => {
  let here: ClusterStage;
  beforeAll(async () => {
    here = await startClusterStage({ isNewest: true, hydratedBranch: HYDRATED, syncWaveDelaySeconds: 0 });
  });
  afterAll(() => here?.close());

  test('a deployment is rolled out when its rendered manifests are synced from the other branch', async () => {
    const { stage } = here;
    const commit = await mergeDag(stage, 'orders');
    expect(await here.deploy(commit)).toHaveDeployed(ROLLED_OUT);
    expect(String(await stage.gitops.read(HYDRATED, 'flux-airflow/manifest.yaml'))).toContain(`:version-${commit}`);
    expect(await here.deploy(commit)).toHaveEndedWith('unchanged', ROLLED_OUT);
  });

  test('manifests that cannot be rendered fail the run with Helm’s message', async () => {
    const { gitops } = here.stage;
    const file = 'applications/charts/airflow/templates/broken.yaml';
    const files = { [file]: '{{ fail "no such size" }}\n' };
    await gitops.commit({ branch: 'main', message: 'By hand', author: LEAD, files });
    const result = await here.deploy(await mergeDag(here.stage, 'prices'), { 'rollout-timeout': '1' });
    expect(result).toHaveFailedWith('rollout-timeout', { message: 'no such size' });
  });
});
