import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { APACHE_CHART } from '../../sandbox/cluster/chart.ts';
import { checkImages } from './chart/check-images.ts';
import { combine, deploy } from './chart/combinations.ts';
import { askChart, renderChart, writeUmbrella } from './chart/render.ts';
import { describeWithChart } from './parts/with-chart.ts';

/** The combinations for which the whole chart is rendered; `npm run soak` renders all. */
const RENDERED = process.env.PROPERTY_RUNS === undefined ? 40 : Number.POSITIVE_INFINITY;

/** The chart's named templates of Airflow's images. */
const NAMED = ['airflow_image', 'airflow_image_for_migrations', 'pod_template_image'];

describeWithChart(['helm'], 'the precedence of the keys of Apache Airflow’s chart', ({ helm = '' }) => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flux-airflow-precedence-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('in all combinations, rejections and warnings match the images of the chart’s named templates', async () => {
    const all = combine();
    const images = await askChart(
      helm,
      folder,
      all.map((combination) => deploy(combination, '').text),
    );
    const counts = { refused: 0, warned: 0, clean: 0 };
    for (const [index, combination] of all.entries())
      for (const prefix of ['', 'flow', 'a.b']) {
        const found = images[index];
        if (found === undefined) throw new Error(`Helm rendered ${images.length} of ${all.length} cases`);
        counts[checkImages(deploy(combination, prefix), found)] += 1;
      }
    console.log(`${all.length} combinations, with 3 prefixes: ${JSON.stringify(counts)}`);
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(0);
  });

  test('each container with Airflow has the image of one of these templates', async () => {
    const files = await readdir(APACHE_CHART, { recursive: true, withFileTypes: true });
    const own = files.filter(({ parentPath }) => /\/airflow-chart\/(?:templates|files)(?:\/|$)/.test(parentPath));
    const texts = own
      .filter((entry) => entry.isFile() && entry.name !== '_helpers.yaml')
      .map(async (entry) => readFile(join(entry.parentPath, entry.name), 'utf8'));
    const names = (await Promise.all(texts)).flatMap((text) => [
      ...text.matchAll(/image: \{\{-? (?:template|include) "(\w+)"/g),
    ]);
    const used = new Set(names.map(([, name]) => name));
    const others = ['flower_image', 'statsd_image', 'redis_image', 'pgbouncer_image', 'pgbouncer_exporter_image'];
    expect([...used].filter((name) => !others.includes(name ?? '')).sort()).toEqual([...NAMED].sort());
  });

  test('in a sample of them, rejections and warnings match the images of the whole chart', async () => {
    const umbrella = await writeUmbrella(folder);
    const counts = { refused: 0, warned: 0, clean: 0 };
    for (const [index, combination] of pick(combine()).entries()) {
      const [chart, prefix] = index % 2 === 0 ? [APACHE_CHART, ''] : [umbrella, 'flow'];
      const deployed = deploy(combination, prefix);
      const images = await renderChart(helm, { chart, prefix, folder, text: deployed.text });
      expect(images.code.length).toBeGreaterThan(2);
      counts[checkImages(deployed, images)] += 1;
    }
    console.log(JSON.stringify(counts));
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(0);
  }, 3_600_000);
});

/** Returns every n-th combination, so that each value is covered; all of them if there are enough runs. */
function pick<T>(all: readonly T[]): readonly T[] {
  if (RENDERED >= all.length) return all;
  const stride = all.length / RENDERED;
  // The offset varies within the stride, so that the innermost values alternate too.
  return Array.from({ length: RENDERED }, (_, index) => {
    const at = Math.floor(index * stride) + ((index * 7) % Math.floor(stride));
    return all[at] as T;
  });
}
