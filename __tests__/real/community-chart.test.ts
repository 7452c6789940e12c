import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { COMMUNITY_CHART } from '../../sandbox/cluster/chart.ts';
import { findImageOverrides } from '../../src/gitops/chart/image-overrides.ts';
import { editValues } from '../../src/values/edit.ts';
import { joinKeyPaths } from '../../src/values/key-path.ts';
import { layersOf } from '../unit/gitops/place/layers-of.ts';
import { template, writeUmbrella } from './chart/render.ts';
import { listImages } from './parts/rendered-images.ts';
import { describeWithCommunityChart } from './parts/with-chart.ts';

const IMAGE = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/flux-airflow';
const [OLD, NEW] = ['version-old', 'version-new'];
const EXECUTORS = ['CeleryExecutor', 'KubernetesExecutor', 'CeleryKubernetesExecutor'];
const PREFIXES = ['', 'flow'];
const WORKER_TAG = 'AIRFLOW__KUBERNETES__WORKER_CONTAINER_TAG';
/** The databases, which are not in the chart. */
const OUTSIDE = {
  postgresql: { enabled: false },
  redis: { enabled: false },
  externalDatabase: { host: 'db' },
  externalRedis: { host: 'redis' },
};
const VARIABLES = [WORKER_TAG, 'AIRFLOW__KUBERNETES_EXECUTOR__WORKER_CONTAINER_TAG'];

describeWithCommunityChart(['helm'], 'a deployment with the community chart', ({ helm = '' }) => {
  let folder: string;
  let charts: Readonly<Record<string, string>>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flux-airflow-community-'));
    charts = { '': await copyChart(folder), flow: await writeUmbrella(folder, join(folder, 'airflow')) };
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const cases = EXECUTORS.flatMap((executor) => PREFIXES.map((prefix) => ({ executor, prefix })));
  test.each(cases)('changes every Airflow container: $executor, prefix “$prefix”', async ({ executor, prefix }) => {
    const { text, left } = deploy({ executor }, prefix);
    expect(left).toEqual([]);
    const { containers, worker } = await render(helm, charts[prefix] ?? '', text);
    expect(containers.length).toBeGreaterThan(10);
    expect(new Set(containers)).toEqual(new Set([`${IMAGE}:${NEW}`]));
    expect(worker).toBe(executor === 'CeleryExecutor' ? undefined : NEW);
  });

  test.each(VARIABLES)('warns that %s keeps the workers on another tag, and it does', async (variable) => {
    const { text, left } = deploy({ executor: 'KubernetesExecutor', config: { [variable]: OLD } }, '');
    expect(left).toEqual([`airflow.config.${variable}`]);
    expect((await render(helm, charts[''] ?? '', text)).variables[variable]).toBe(OLD);
  });
});

/** Writes the new tag to the values of a team. `left`: the keys about which the action warns. */
function deploy(settings: { executor: string; config?: object }, prefix: string): { text: string; left: string[] } {
  const isKubernetes = settings.executor === 'KubernetesExecutor';
  const celery = isKubernetes ? { workers: { enabled: false }, flower: { enabled: false } } : {};
  const values = { airflow: { image: { repository: IMAGE, tag: OLD }, ...settings }, ...celery };
  const before = stringify(prefix === '' ? values : { [prefix]: values });
  const key = (part: string) => joinKeyPaths(prefix, `airflow.image.${part}`);
  const { text, changes } = editValues(before, [{ path: key('tag'), value: NEW }]);
  const deployed = { image: IMAGE, tag: NEW, digest: `sha256:${'0a'.repeat(32)}`, tagKey: key('tag') };
  const left = findImageOverrides(layersOf(text), deployed, changes);
  return { text, left: left.map(({ key: found }) => found) };
}

/** Copies the chart without its dependencies, a database and a cache that Helm would demand. */
async function copyChart(folder: string): Promise<string> {
  const copy = join(folder, 'airflow');
  await cp(COMMUNITY_CHART, copy, { recursive: true });
  const { dependencies: _, ...chart } = parse(await readFile(join(copy, 'Chart.yaml'), 'utf8'));
  await writeFile(join(copy, 'Chart.yaml'), stringify(chart));
  return copy;
}

interface Rendered {
  /** The images of all containers of Airflow, those of the Kubernetes executor's pod template included. */
  readonly containers: readonly string[];
  /** The tag of the Kubernetes executor's workers. */
  readonly worker: string | undefined;
  /** The settings of `airflow.config`. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Runs `helm template`, with databases outside of the chart. */
async function render(helm: string, chart: string, text: string): Promise<Rendered> {
  const [file, outside] = [`${chart}.values.yaml`, `${chart}.outside.json`];
  await writeFile(file, text);
  await writeFile(outside, JSON.stringify(text.startsWith('flow:') ? { flow: OUTSIDE } : OUTSIDE));
  const stdout = await template(helm, chart, [file, outside]);
  const manifests = parseAllDocuments(stdout).map((document) => document.toJS());
  const secrets = manifests.filter((manifest) => manifest?.kind === 'Secret').map(({ data }) => data ?? {});
  const decode = (value: string) => Buffer.from(value, 'base64').toString();
  const decoded = secrets.map((data) => Object.entries(data).map(([name, value]) => [name, decode(String(value))]));
  const variables: Record<string, string> = Object.fromEntries(decoded.flat());
  const texts = manifests.flatMap((manifest) => Object.values<string>(manifest?.data ?? {}));
  const pods = texts.filter((value) => /^kind: Pod$/m.test(value));
  const images = [stdout, ...pods].flatMap((rendered) => listImages(rendered).containers.map(({ image }) => image));
  return {
    containers: images.filter((image) => !image.startsWith('ghcr.io/airflow-helm/pgbouncer:')),
    worker: variables[WORKER_TAG],
    variables,
  };
}
