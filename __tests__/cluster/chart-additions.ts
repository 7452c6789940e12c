import type { Kubectl } from '../../sandbox/cluster/kubectl.ts';
import { APPLICATION, type ClusterStage, NAMESPACE } from '../../sandbox/cluster/stage.ts';
import { LEAD } from '../../sandbox/stage/stage.ts';
import { waitFor } from '../../sandbox/wait-for.ts';

/** A resource that a team adds to its chart. */
interface Addition {
  readonly name: string;
  readonly manifest: object;
}

const labels = { app: 'cache' };

/** A Deployment that is Degraded five seconds after its pods could not start. */
export const CACHE: Addition = {
  name: 'cache',
  manifest: {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'cache' },
    spec: {
      progressDeadlineSeconds: 5,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'cache', image: 'redis:7' }] } },
    },
  },
};

export const HPA: Addition = {
  name: 'scale',
  manifest: {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'scale' },
    spec: {
      maxReplicas: 2,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: `${APPLICATION}-api-server` },
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
      ],
    },
  },
};

/** Adds a resource to the chart. Returns a function that removes it. */
export async function addTemplate(
  { stage: { gitops }, cluster: { kubectl } }: Pick<ClusterStage, 'stage' | 'cluster'>,
  { name, manifest }: Addition,
): Promise<() => Promise<void>> {
  const path = `applications/charts/airflow/templates/${name}.yaml`;
  const write = async (content: string | null) => {
    await gitops.commit({ branch: 'main', message: `Chart: ${name}`, author: LEAD, files: { [path]: content } });
    // Argo CD looks every three minutes by itself.
    const refresh = ['argocd.argoproj.io/refresh=normal', '--overwrite'];
    await kubectl.run(['annotate', 'application', APPLICATION, '--namespace', 'argocd', ...refresh]);
  };
  await write(JSON.stringify(manifest));
  return () => write(null);
}

/** Plays the controller of the HPA, which has no metrics here, and from which the right is taken to say so. */
export async function playHpa(kubectl: Kubectl): Promise<(state: 'with metrics' | 'without metrics') => Promise<void>> {
  const own = 'system:controller:horizontal-pod-autoscaler';
  await kubectl.run(['delete', 'clusterrolebinding', own, '--ignore-not-found']);
  const name = ['hpa', HPA.name, '--namespace', NAMESPACE];
  await waitFor('the HPA', () => kubectl.succeeds(['get', ...name]), { limitMs: 60_000, everyMs: 500 });
  return async (state) => {
    const hasMetrics = state === 'with metrics';
    const now = new Date().toISOString();
    const condition = (type: string, status: boolean, reason: string) => {
      return { type, status: status ? 'True' : 'False', reason, message: reason, lastTransitionTime: now };
    };
    const [able, active] = [
      condition('AbleToScale', true, 'ReadyForNewScale'),
      condition('ScalingActive', hasMetrics, hasMetrics ? 'ValidMetricFound' : 'FailedGetResourceMetric'),
    ];
    // Argo CD takes the first that it knows.
    const conditions = hasMetrics ? [able, active] : [active, able];
    const status = JSON.stringify({ status: { currentReplicas: 1, desiredReplicas: 1, conditions } });
    await kubectl.run(['patch', ...name, '--subresource=status', '--type=merge', '--patch', status]);
  };
}
