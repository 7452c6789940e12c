import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseAllDocuments, parseDocument } from 'yaml';
import { APACHE_CHART } from '../../sandbox/cluster/chart.ts';
import { findImageOverrides } from '../../src/gitops/chart/image-overrides.ts';
import { readTaskSettings } from '../../src/gitops/chart/task-settings.ts';
import { editValues } from '../../src/values/edit.ts';
import { REQUEST, valuesFile } from '../unit/bump-values/sample-bump.ts';
import { layersOf } from '../unit/gitops/place/layers-of.ts';
import { type Images, listImages } from './parts/rendered-images.ts';
import { describeWithChart } from './parts/with-chart.ts';

const IMAGE = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/flux-airflow';
const OLD = `version-${'a'.repeat(40)}`;
const NEW = `version-${'b'.repeat(40)}`;
const DIGEST = `sha256:${'0a'.repeat(32)}`;

/** Secrets that the chart would generate at each rendering, and the broker that CeleryExecutor needs. */
const SECRETS = {
  fernetKey: 'Zg==',
  webserverSecretKey: 'w',
  apiSecretKey: 'a',
  jwtSecret: 'j',
  data: { brokerUrl: 'redis://redis:6379/0' },
};

describeWithChart(['helm'], 'a bump through the chart of Apache Airflow', ({ helm = '' }) => {
  let folder: string;
  let base: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flux-airflow-chart-'));
    const edits = [
      { path: 'images.airflow.repository', value: IMAGE },
      { path: 'images.airflow.tag', value: OLD },
    ];
    base = editValues(await readFile(join(APACHE_CHART, 'values.yaml'), 'utf8'), edits).text;
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function render(values: string, executor = 'KubernetesExecutor'): Promise<string> {
    const file = join(folder, 'values.yaml');
    const own = join(folder, 'own.json');
    await writeFile(file, values);
    await writeFile(own, JSON.stringify({ ...SECRETS, executor, cleanup: { enabled: true } }));
    const argv = ['template', 'flux', APACHE_CHART, '-f', file, '-f', own];
    return (await promisify(execFile)(helm, argv, { maxBuffer: 64 << 20 })).stdout;
  }

  const bump = (text: string) => editValues(text, [{ path: 'images.airflow.tag', value: NEW }]).text;

  /** Returns containers with the image or the chart's default image that do not have the new one; also the workers. */
  function listStale({ containers, worker, podTemplate }: Images): string[] {
    const airflow = containers.filter(({ image }) => image.startsWith(IMAGE) || image.startsWith('apache/airflow:'));
    const stale = airflow.filter(({ image }) => image !== `${IMAGE}:${NEW}`).map(({ name }) => name);
    const effective = worker.startsWith(':') || worker.endsWith(':') ? podTemplate : worker;
    return effective === `${IMAGE}:${NEW}` ? stale : [...stale, 'worker'];
  }

  test.each([
    ['KubernetesExecutor', 8],
    ['CeleryExecutor', 10],
  ])(
    '%s: only image references and the checksums over them change, and every Airflow container has the new image',
    async (executor, atLeast) => {
      const before = await render(base, executor);
      const after = await render(bump(base), executor);
      const [old, now] = [before.split('\n'), after.split('\n')];
      expect(now.length).toBe(old.length);
      const changed = old.flatMap((line, index) => (line === now[index] ? [] : [[line, now[index] ?? ''] as const]));
      const other = changed.filter(([line, next]) => line.replaceAll(OLD, NEW) !== next);
      expect(other.filter(([line]) => !/^ +checksum\/[a-z-]+: [0-9a-f]{64}$/.test(line))).toEqual([]);
      expect(listStale(listImages(after))).toEqual([]);
      const { containers, worker } = listImages(after);
      const ours = containers.filter(({ image }) => image === `${IMAGE}:${NEW}`);
      console.log(
        `${executor}: ${changed.length} lines changed, ${other.length} of them checksums; ${ours.length} containers`,
      );
      expect(ours.length).toBeGreaterThanOrEqual(atLeast);
      expect(ours.filter(({ init }) => init).length).toBeGreaterThan(2);
      expect(worker).toBe(`${IMAGE}:${NEW}`);
      expect(
        findImageOverrides(
          layersOf(bump(base)),
          {
            image: IMAGE,
            tag: NEW,
            digest: DIGEST,
            tagKey: 'images.airflow.tag',
          },
          [],
        ),
      ).toEqual([]);
    },
  );

  test.each<[readonly (string | number)[], unknown, string]>([
    [['images', 'airflow', 'digest'], DIGEST.replace('0a', '1b'), 'scheduler'],
    [['defaultAirflowDigest'], DIGEST.replace('0a', '1b'), 'scheduler'],
    [['images', 'useDefaultImageForMigration'], true, 'wait-for-airflow-migrations'],
    [['images', 'pod_template', 'tag'], OLD, ''],
    [['config', 'kubernetes_executor', 'worker_container_tag'], OLD, 'worker'],
    [['config', 'kubernetes_executor', 'worker_container_repository'], '', 'worker'],
    [['scheduler', 'extraInitContainers'], [{ name: 'extra', image: `${IMAGE}:${OLD}` }], 'extra'],
  ])('%j = %j: the images that are not updated are reported', async (path, value, stale) => {
    const document = parseDocument(base);
    document.setIn(path, value);
    const text = bump(document.toString());
    const found = findImageOverrides(
      layersOf(text),
      {
        image: IMAGE,
        tag: NEW,
        digest: DIGEST,
        tagKey: 'images.airflow.tag',
      },
      [],
    );
    expect(found.length).toBe(1);
    expect(found[0]?.key.startsWith(path.join('.'))).toBe(true);
    const images = listImages(await render(text));
    if (stale === '') expect(images.podTemplate).toContain(OLD);
    else expect(listStale(images)).toContain(stale);
  });

  test.each([
    ['LocalExecutor', 'scheduler', ''],
    ['LocalExecutor', 'scheduler', 'scheduler: {terminationGracePeriodSeconds: 77}\n'],
    ['CeleryExecutor', 'worker', ''],
    ['CeleryExecutor', 'worker', 'workers: {terminationGracePeriodSeconds: 1234}\n'],
  ] as const)(
    '%s: the grace period of the %s that the values file says is that of the pod (%j)',
    async (executor, component, settings) => {
      const text = `executor: ${executor}\nimages: {airflow: {repository: ${IMAGE}, tag: ${OLD}}}\n${settings}`;
      const keys = ['tag', 'repository', 'digest'].map((part) => [`${part}Key`, `images.airflow.${part}`]);
      const target = { ...REQUEST.target, ...Object.fromEntries(keys) };
      const read = readTaskSettings(valuesFile(text), target, IMAGE);
      const pods = parseAllDocuments(await render(text, executor)).map((document) => document.toJS());
      const pod = pods.find(
        (each) => each?.kind !== 'Service' && each?.spec?.template?.metadata?.labels?.component === component,
      );
      expect(read.executor).toBe(executor);
      expect(read.graceSeconds[executor]).toBe(pod?.spec.template.spec.terminationGracePeriodSeconds);
      expect(pod?.spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThan(5);
    },
  );
});
