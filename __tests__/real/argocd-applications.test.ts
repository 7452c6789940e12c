/**
 * The values of each Application are in its own manifest, which another Application deploys, or in the file of which an
 * ApplicationSet makes it: the real Argo CD reads each shape, and rolls the new image out. The nodes are simulated.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { mergeDag } from '../../demo/pull-request.ts';
import { describeSynced } from '../../sandbox/cluster/application.ts';
import { type ClusterStage, startClusterStage } from '../../sandbox/cluster/stage.ts';
import { IMAGE, LEAD } from '../../sandbox/stage/stage.ts';
import { waitFor } from '../../sandbox/wait-for.ts';
import { SHAPES as ALL_SHAPES } from '../e2e/gitops-shapes/shapes.ts';
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

/** The file of an environment that an ApplicationSet reads, and the ApplicationSet. */
const CONFIG = 'applications/environments/prod/config.json';
const describeConfig = (tag: string): string =>
  ALL_SHAPES.find(({ name }) => name === 'JSON of an ApplicationSet')?.files(tag)['config.json'] ?? '';

/** Returns https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-Git/#git-generator-files */
function describeSet(source: Source): object {
  const parameters = ['repository', 'tag'].map((key) => ({
    name: `images.airflow.${key}`,
    value: `{{.image.${key}}}`,
  }));
  const helm = { parameters };
  const { spec } = describeSynced('', { source: { ...source, helm } }, 'prod') as { readonly spec: object };
  const { repoURL, targetRevision: revision } = source;
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    metadata: { name: 'environments', namespace: 'argocd' },
    spec: {
      goTemplate: true,
      goTemplateOptions: ['missingkey=error'],
      generators: [{ git: { repoURL, revision, files: [{ path: CONFIG.replace('prod', '*') }] } }],
      template: { metadata: { name: '{{.env}}' }, spec },
    },
  };
}

function imageValues(tag: string): object {
  return { images: { airflow: { repository: IMAGE, tag } } };
}

describeWith(['cluster', 'redis', 'helm', 'distribution'], 'on a real Argo CD', () => {
  let here: ClusterStage;
  beforeAll(async () => {
    here = await startClusterStage({ syncWaveDelaySeconds: 0, applicationSets: true });
    const { stage, cluster } = here;
    const source = { repoURL: stage.gitops.gitUrl, targetRevision: 'main' };
    const children = Object.entries(SHAPES).map(([name, describe]) => {
      const spec = describe({ ...source, path: CHART }, `version-${stage.first}`);
      return [
        `${FOLDER}/${name}.yaml`,
        stringify(describeSynced(name, spec, name), { blockQuote: 'literal' }),
      ] as const;
    });
    const config = { [CONFIG]: describeConfig(`version-${stage.first}`) };
    const files = { ...CHART_FILES, ...config, ...Object.fromEntries(children) };
    await stage.gitops.commit({ branch: 'main', message: 'Applications', author: LEAD, files });
    const parent = describeSynced('children', { source: { ...source, path: FOLDER } }, 'argocd');
    await cluster.kubectl.apply([parent, describeSet({ ...source, path: CHART })]);
  });
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

  /** Deploys a new DAG, and expects its image in the namespace. */
  async function expectRollout(
    namespace: string,
    inputs: Record<string, string>,
    notify = notifyParent,
  ): Promise<void> {
    await waitFor('the first rollout', async () => (await imagesIn(namespace)).length > 0);
    expect(await imagesIn(namespace)).toEqual([`${IMAGE}:version-${here.stage.first}`]);
    const commit = await mergeDag(here.stage, namespace.replace('-', '_'));
    const deployment = here.deploy(commit, inputs);
    await notify(deployment);
    expect(await deployment).toHaveDeployed({ titles: [], outputs: { rollout: 'rolled-out' } });
    expect(await imagesIn(namespace)).toEqual([`${IMAGE}:version-${commit}`]);
  }

  test.each(Object.keys(SHAPES))('the image of an Application with %s is found, changed and rolled out', (name) =>
    expectRollout(name, { 'values-file': `${FOLDER}/${name}.yaml`, 'argocd-app': name }),
  );

  test('an ApplicationSet makes the Application of a file with the image; a deployment needs no webhook for it', async () => {
    // The refresh of the Application changes its annotations, so the controller reads the file again.
    const withoutWebhook = async () => undefined;
    await expectRollout('prod', { 'values-file': CONFIG, 'argocd-app': 'prod' }, withoutWebhook);
  });
});
