/**
 * The values of each Application are in its own manifest, which another Application deploys: the real Argo CD reads each
 * shape, and rolls the new image out. The nodes are simulated.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { mergeDag } from '../../demo/pull-request.ts';
import { describeSynced } from '../../sandbox/cluster/application.ts';
import { type ClusterStage, startClusterStage } from '../../sandbox/cluster/stage.ts';
import { IMAGE, LEAD } from '../../sandbox/stage/stage.ts';
import { waitFor } from '../../sandbox/wait-for.ts';
import { describeWith } from './parts/find-part.ts';

const CHART = 'charts/scheduler';
const CHART_FILES = {
  [`${CHART}/Chart.yaml`]: stringify({ apiVersion: 'v2', name: 'scheduler', version: '0.0.1' }),
  [`${CHART}/values.yaml`]: stringify({ images: { airflow: { repository: 'apache/airflow', tag: '3.3.2' } } }),
  [`${CHART}/templates/scheduler.yaml`]: `apiVersion: apps/v1
kind: Deployment
metadata: {name: scheduler}
spec:
  selector: {matchLabels: {app: scheduler}}
  template:
    metadata: {labels: {app: scheduler}}
    spec:
      containers:
        - name: scheduler
          image: {{ .Values.images.airflow.repository }}:{{ .Values.images.airflow.tag }}
`,
};
const FOLDER = 'applications/children';

interface Applied {
  readonly items: readonly { readonly spec: { readonly template: { readonly spec: Pod } } }[];
}

interface Pod {
  readonly containers: readonly { readonly image: string }[];
}

type Source = Readonly<Record<'repoURL' | 'targetRevision' | 'path', string>>;

/** Returns the part of an Application that holds the image, as teams write it. */
const SHAPES: Readonly<Record<string, (source: Source, tag: string) => object>> = {
  'values-object': (source, tag) => ({ source: { ...source, helm: { valuesObject: imageValues(tag) } } }),
  'values-text': (source, tag) => ({ sources: [{ ...source, helm: { values: stringify(imageValues(tag)) } }] }),
  parameters: (source, tag) => ({
    source: {
      ...source,
      helm: {
        parameters: [
          { name: 'images.airflow.repository', value: IMAGE },
          { name: 'images.airflow.tag', value: tag },
        ],
      },
    },
  }),
};

function imageValues(tag: string): object {
  return { images: { airflow: { repository: IMAGE, tag } } };
}

describeWith(['cluster', 'redis', 'helm', 'distribution'], 'on a real Argo CD', () => {
  let here: ClusterStage;
  beforeAll(async () => {
    here = await startClusterStage({ syncWaveDelaySeconds: 0 });
    const { stage, cluster } = here;
    const source = { repoURL: stage.gitops.gitUrl, targetRevision: 'main' };
    const children = Object.entries(SHAPES).map(([name, describe]) => {
      const spec = describe({ ...source, path: CHART }, `version-${stage.first}`);
      return [
        `${FOLDER}/${name}.yaml`,
        stringify(describeSynced(name, spec, name), { blockQuote: 'literal' }),
      ] as const;
    });
    const files = { ...CHART_FILES, ...Object.fromEntries(children) };
    await stage.gitops.commit({ branch: 'main', message: 'Applications', author: LEAD, files });
    await cluster.kubectl.apply([describeSynced('children', { source: { ...source, path: FOLDER } }, 'argocd')]);
  }, 180_000);
  afterAll(() => here?.close());

  async function imagesIn(namespace: string): Promise<string[]> {
    const { items } = await here.cluster.kubectl.get<Applied>(['deployments', '--namespace', namespace]);
    return [...new Set(items.flatMap(({ spec }) => spec.template.spec.containers.map(({ image }) => image)))];
  }

  /** Makes the parent read the repository after the next commit, as GitHub's webhook does, unless there is none. */
  async function notifyParent(deployment: Promise<unknown>): Promise<void> {
    const before = await here.stage.gitops.head('main');
    let isDone = false;
    const ended = deployment.finally(() => {
      isDone = true;
    });
    await waitFor('the commit', async () => isDone || (await here.stage.gitops.head('main')) !== before);
    const refresh = 'argocd.argoproj.io/refresh=normal';
    await here.cluster.kubectl.run(['annotate', 'application', 'children', '-n', 'argocd', refresh, '--overwrite']);
    await ended;
  }

  test.each(Object.keys(SHAPES))(
    'the image of an Application with %s is found, changed and rolled out',
    async (name) => {
      await waitFor('the first rollout', async () => (await imagesIn(name)).length > 0);
      expect(await imagesIn(name)).toEqual([`${IMAGE}:version-${here.stage.first}`]);
      const commit = await mergeDag(here.stage, name.replace('-', '_'));
      const inputs = { 'values-file': `${FOLDER}/${name}.yaml`, 'argocd-app': name };
      const deployment = here.deploy(commit, inputs);
      await notifyParent(deployment);
      expect(await deployment).toHaveDeployed({ titles: [], outputs: { rollout: 'rolled-out' } });
      expect(await imagesIn(name)).toEqual([`${IMAGE}:version-${commit}`]);
    },
    180_000,
  );
});
