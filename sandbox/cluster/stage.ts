import { type Distribution, startDistribution } from '../distribution/index.ts';
import type { ActionResult } from '../runner/run-action.ts';
import { seedRuntime } from '../runtime/seed.ts';
import { checkout } from '../stage/checkout.ts';
import { IMAGE, LEAD, type Stage, startStage, VALUES_FILE } from '../stage/stage.ts';
import { readChart } from './chart.ts';
import { type Cluster, describeApplication, startCluster } from './index.ts';
import { CLUSTER_VALUES } from './values.ts';

export const APPLICATION = 'flux-airflow';
export const NAMESPACE = 'flux-airflow';
const CHART = 'applications/charts/airflow';

export interface ClusterStage {
  readonly stage: Stage;
  /** Holds the images of Amazon ECR's name. */
  readonly registry: Distribution;
  readonly cluster: Cluster;
  /** By which the images go to that registry. */
  readonly environment: Readonly<Record<string, string>>;
  /** The inputs by which a deployment follows its rollout. */
  readonly followed: Readonly<Record<string, string>>;
  /** Deploys a commit, and follows it to the cluster. */
  deploy(commit: string, inputs?: Record<string, string>): Promise<ActionResult>;
  /** Ends a sync that does not end by itself; there may be none. */
  endOperation(): Promise<void>;
  close(): Promise<void>;
}

/** A team's surroundings with a real registry, and a real cluster that follows its GitOps repository. */
export async function startClusterStage(values = CLUSTER_VALUES): Promise<ClusterStage> {
  const [stage, registry] = await Promise.all([startStage({ values }), startDistribution()]);
  const [name = ''] = IMAGE.split('/');
  const environment = {
    ...stage.environment,
    FLUX_AIRFLOW_REGISTRY_ENDPOINTS: JSON.stringify({ [name]: registry.url }),
  };
  const workspace = await checkout(stage.source.directory, stage.first, stage.directory);
  await seedRuntime({ mirror: stage.mirror, registry, account: stage.account, workspace, image: IMAGE });
  const files = await readChart(CHART);
  await stage.gitops.commit({ branch: 'main', message: 'The chart', author: LEAD, files });
  const cluster = await startCluster({ url: stage.gitops.gitUrl, token: stage.gitopsToken });
  await cluster.kubectl.applyFile('team.yaml');
  const source = { repository: stage.gitops.gitUrl, chart: CHART, valuesFile: VALUES_FILE };
  await cluster.kubectl.apply([describeApplication({ name: APPLICATION, namespace: NAMESPACE, ...source })]);
  const { argocd } = cluster;
  const followed = { 'argocd-server': argocd.url, 'argocd-app': APPLICATION, 'argocd-token': argocd.token };
  return {
    stage,
    registry,
    cluster,
    environment,
    followed,
    async endOperation() {
      const headers = { authorization: `Bearer ${argocd.adminToken}`, 'content-type': 'application/json' };
      await fetch(`${argocd.url}/api/v1/applications/${APPLICATION}/operation`, { method: 'DELETE', headers });
    },
    deploy: (commit, inputs = {}) =>
      stage.run(commit, { environment, limitMs: 900_000, inputs: { ...followed, ...inputs } }),
    async close() {
      await cluster.close();
      await Promise.all([stage.close(), registry.stop()]);
    },
  };
}
