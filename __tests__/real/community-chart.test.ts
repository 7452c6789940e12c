import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { COMMUNITY_CHART } from '../../sandbox/cluster/chart.ts';
import { findImageOverrides } from '../../src/gitops/chart/image-overrides.ts';
import { editValues } from '../../src/values/edit.ts';
import { joinKeyPaths } from '../../src/values/key-path.ts';
import { layersOf } from '../unit/gitops/place/layers-of.ts';
import { describeWith } from './parts/find-part.ts';
import { listImages } from './parts/rendered-images.ts';

const run = promisify(execFile);
const IMAGE = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/flux-airflow';
const [OLD, NEW] = ['version-old', 'version-new'];
const EXECUTORS = ['CeleryExecutor', 'KubernetesExecutor', 'CeleryKubernetesExecutor'];
const PREFIXES = ['', 'flow'];
const WORKER_TAG = 'AIRFLOW__KUBERNETES__WORKER_CONTAINER_TAG';
const VARIABLES = [WORKER_TAG, 'AIRFLOW__KUBERNETES_EXECUTOR__WORKER_CONTAINER_TAG'];

/** No package contains the chart: without a copy beside this repository, the suite is skipped under a name that says so. */
const describeWithCommunityChart: typeof describeWith = existsSync(COMMUNITY_CHART)
  ? describeWith
  : (_, name) => describe.skip(`${name} (missing: ${COMMUNITY_CHART})`, () => test('skipped', () => undefined));

describeWithCommunityChart(['helm'], 'a deployment with the community chart', ({ helm = '' }) => {
  let folder: string;
  let charts: Readonly<Record<string, string>>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flux-airflow-community-'));
    charts = { '': await copyChart(folder), flow: await writeUmbrella(folder) };
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

/** Writes a chart that includes the copy under the name `flow`. */
async function writeUmbrella(folder: string): Promise<string> {
  const umbrella = join(folder, 'umbrella');
  await mkdir(join(umbrella, 'charts'), { recursive: true });
  await cp(join(folder, 'airflow'), join(umbrella, 'charts/airflow'), { recursive: true });
  const dependencies = [{ name: 'airflow', version: '*', repository: '', alias: 'flow' }];
  const chart = { apiVersion: 'v2', name: 'team', version: '0.0.1', dependencies };
  await writeFile(join(umbrella, 'Chart.yaml'), stringify(chart));
  return umbrella;
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
  const file = `${chart}.values.yaml`;
  await writeFile(file, text);
  const prefix = text.startsWith('flow:') ? 'flow.' : '';
  const outside = ['postgresql.enabled=false', 'redis.enabled=false', 'externalDatabase.host=db'];
  const set = [...outside, 'externalRedis.host=redis'].flatMap((setting) => ['--set', `${prefix}${setting}`]);
  const { stdout } = await run(helm, ['template', 'flux', chart, '-f', file, ...set], { maxBuffer: 64 << 20 });
  const manifests = parseAllDocuments(stdout).map((document) => document.toJS());
  const secrets = manifests.filter((manifest) => manifest?.kind === 'Secret').map(({ data }) => data ?? {});
  const decode = (value: string) => Buffer.from(value, 'base64').toString();
  const decoded = secrets.map((data) => Object.entries(data).map(([name, value]) => [name, decode(String(value))]));
  const variables: Record<string, string> = Object.fromEntries(decoded.flat());
  const template = manifests.flatMap((manifest) => Object.values<string>(manifest?.data ?? {}));
  const pods = template.filter((value) => /^kind: Pod$/m.test(value));
  const images = [stdout, ...pods].flatMap((rendered) => listImages(rendered).containers.map(({ image }) => image));
  return {
    containers: images.filter((image) => !image.startsWith('ghcr.io/airflow-helm/pgbouncer:')),
    worker: variables[WORKER_TAG],
    variables,
  };
}
