import { type Distribution, startDistribution } from '../distribution/index.ts';
import type { ActionResult } from '../runner/run-action.ts';
import { seedRuntime } from '../runtime/seed.ts';
import { checkout } from '../stage/checkout.ts';
import { IMAGE, LEAD, type Stage, startStage, VALUES_FILE } from '../stage/stage.ts';
import type { ArgoCdOptions } from './argocd.ts';
import { readChart } from './chart.ts';
import { endOperation } from './end-operation.ts';
import { type Cluster, describeApplication, startCluster } from './index.ts';
import { CLUSTER_VALUES } from './values.ts';

export const APPLICATION = 'flux-airflow';
export const NAMESPACE = 'flux-airflow';
const CHART = 'applications/charts/airflow';

export interface ClusterStage {
  readonly stage: Stage;
  /** Contains the images under Amazon ECR's name. */
  readonly registry: Distribution;
  readonly cluster: Cluster;
  /** Redirects the images to that registry. */
  readonly environment: Readonly<Record<string, string>>;
  /** The inputs with which a deployment follows its rollout. */
  readonly followed: Readonly<Record<string, string>>;
  /** Deploys a commit, and follows its rollout on the cluster. */
  deploy(commit: string, inputs?: Record<string, string>): Promise<ActionResult>;
  /** Terminates a running sync, if any, except that of a commit, and waits until it has ended. */
  endOperation(except?: string): Promise<void>;
  close(): Promise<void>;
}

export interface ClusterStageOptions extends ArgoCdOptions {
  /** The branch of the source hydrator, which only the newest Argo CD runs. */
  readonly hydratedBranch?: string;
  /** Additional files of the source repository, as path → content. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
  /**
   * Pushes the images that a node runs, including that of the first commit. Without it, images are stand-ins and nodes
   * are simulated.
   */
  readonly pushImages?: (place: Pick<ClusterStage, 'stage' | 'registry' | 'environment'>) => Promise<void>;
}

/** Starts a team's services with a real registry, and a real cluster that follows the GitOps repository. */
export async function startClusterStage({
  files = {},
  pushImages,
  hydratedBranch,
  ...argocdOptions
}: ClusterStageOptions = {}): Promise<ClusterStage> {
  const [stage, registry] = await Promise.all([startStage({ values: CLUSTER_VALUES, files }), startDistribution()]);
  let cluster: Cluster | undefined;
  const close = async () => {
    await cluster?.close();
    await Promise.all([stage.close(), registry.close()]);
  };
  try {
    const [name = ''] = IMAGE.split('/');
    const endpoints = { FLUX_AIRFLOW_REGISTRY_ENDPOINTS: JSON.stringify({ [name]: registry.url }) };
    const environment = { ...stage.environment, ...endpoints };
    await stage.gitops.commit({ branch: 'main', message: 'The chart', author: LEAD, files: await readChart(CHART) });
    if (pushImages === undefined) await seedStandIn(stage, registry);
    else await pushImages({ stage, registry, environment });
    const source = { url: stage.gitops.gitUrl, token: stage.gitopsToken };
    cluster = await startCluster(source, { images: pushImages && { registry, name }, ...argocdOptions });
    const { argocd, kubectl } = cluster;
    await kubectl.applyFile('team.yaml');
    if (pushImages !== undefined) await kubectl.applyFile('postgres.yaml', { image: `${name}/postgres:17` });
    const place = { repository: source.url, chart: CHART, valuesFile: VALUES_FILE, hydratedBranch };
    await kubectl.apply([describeApplication({ name: APPLICATION, namespace: NAMESPACE, ...place })]);
    const followed = { 'argocd-server': argocd.url, 'argocd-app': APPLICATION, 'argocd-token': argocd.token };
    const mirror = { 'registry-mirror': pushImages === undefined ? stage.mirror.host : registry.host };
    return {
      stage,
      registry,
      cluster,
      environment,
      followed,
      close,
      deploy: (commit, inputs = {}) =>
        stage.run(commit, { environment, limitMs: 900_000, inputs: { ...mirror, ...followed, ...inputs } }),
      endOperation: (except) => endOperation(argocd, APPLICATION, except),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function seedStandIn(stage: Stage, registry: Distribution): Promise<void> {
  const workspace = await checkout(stage.source.directory, stage.first, stage.directory);
  await seedRuntime({ mirror: stage.mirror, registry, account: stage.account, workspace, image: IMAGE });
}
