import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { APACHE_CHART } from '../../sandbox/cluster/chart.ts';
import { findImageOverrides } from '../../src/gitops/chart/image-overrides.ts';
import { findOverrides } from '../../src/gitops/chart/overrides.ts';
import { editValues } from '../../src/values/edit.ts';
import { parseValues } from '../../src/values/parse.ts';
import { listImages } from './parts/rendered-images.ts';
import { describeWithChart } from './parts/with-chart.ts';

const IMAGE = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/flux-airflow';
const OTHER = 'registry.example.com/other';
const [OLD, NEW] = ['version-old', 'version-new'];
const OLD_DIGEST = `sha256:${'1b'.repeat(32)}`;
const DIGEST = `sha256:${'0a'.repeat(32)}`;
const RUNS = process.env.PROPERTY_RUNS === undefined ? 60 : Number(process.env.PROPERTY_RUNS);

/** Secrets that the chart would otherwise generate at each rendering. */
const SECRETS = { fernetKey: 'Zg==', webserverSecretKey: 'w', apiSecretKey: 'a', jwtSecret: 'j' };

interface Combination {
  readonly target: 'images.airflow' | 'default';
  /** The digest key that each deployment writes. */
  readonly pin: 'images.airflow.digest' | 'defaultAirflowDigest' | undefined;
  readonly repository: string | undefined;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
  readonly defaultDigest: string | undefined;
  readonly podRepository: string | undefined;
  readonly podTag: string | undefined;
  readonly migrations: boolean;
}

/** Yields all combinations of the values, except those of the target's keys, which `write` sets. */
function* combine(): Generator<Combination> {
  for (const target of ['images.airflow', 'default'] as const)
    for (const pin of [undefined, 'images.airflow.digest', 'defaultAirflowDigest'] as const)
      for (const repository of target === 'default' ? [undefined, IMAGE, OTHER] : [undefined, OTHER])
        for (const tag of [undefined, OLD])
          for (const digest of [undefined, OLD_DIGEST])
            for (const defaultDigest of [undefined, OLD_DIGEST])
              for (const podRepository of [undefined, OTHER])
                for (const podTag of [undefined, OLD])
                  for (const migrations of [false, true])
                    yield { target, pin, repository, tag, digest, defaultDigest, podRepository, podTag, migrations };
}

/** Writes a values file. `repository` and `tag` are the values of keys that the deployment does not write. */
function write(combination: Combination): string {
  const { target, repository, tag, digest, defaultDigest, podRepository, podTag, migrations } = combination;
  const own = { repository: IMAGE, tag: OLD };
  const [image, defaults] = target === 'default' ? [{ repository, tag }, own] : [own, { repository, tag }];
  return stringify(
    {
      defaultAirflowRepository: defaults.repository,
      defaultAirflowTag: defaults.tag,
      defaultAirflowDigest: defaultDigest ?? null,
      images: {
        airflow: { ...image, digest: digest ?? null },
        pod_template: { repository: podRepository, tag: podTag },
        useDefaultImageForMigration: migrations,
      },
    },
    { keepUndefined: false },
  );
}

/** Returns every n-th combination, so that each value is covered; all of them if there are enough runs. */
function pick(all: readonly Combination[]): readonly Combination[] {
  if (RUNS >= all.length) return all;
  const stride = all.length / RUNS;
  // The offset varies within the stride, so that the innermost values alternate too.
  return Array.from({ length: RUNS }, (_, index) => {
    const at = Math.floor(index * stride) + ((index * 7) % Math.floor(stride));
    return all[at] as Combination;
  });
}

describeWithChart(['helm'], 'the precedence of the keys of Apache Airflow’s chart', ({ helm = '' }) => {
  test('rejections and warnings match the images that Helm renders', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'flux-airflow-precedence-'));
    const counts = { refused: 0, warned: 0, clean: 0 };
    try {
      for (const combination of pick([...combine()])) counts[await compare(combination, folder)] += 1;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    console.log(JSON.stringify(counts));
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(0);
  }, 1_800_000);

  async function compare(combination: Combination, folder: string): Promise<'refused' | 'warned' | 'clean'> {
    const { target, pin, migrations } = combination;
    const text = write(combination);
    const prefix = target === 'default' ? 'defaultAirflow' : 'images.airflow.';
    const key = (part: string) =>
      `${prefix}${target === 'default' ? `${part[0]?.toUpperCase()}${part.slice(1)}` : part}`;
    const keys = {
      tagKey: key('tag'),
      repositoryKey: key('repository'),
      digestKey: pin ?? 'images.airflow.digest',
      pinDigest: pin !== undefined,
    };
    const overrides = findOverrides(parseValues(text), IMAGE, keys);
    const edits = [{ path: keys.tagKey, value: NEW }, ...(pin === undefined ? [] : [{ path: pin, value: DIGEST }])];
    const { text: edited, changes } = editValues(text, edits);
    const left = findImageOverrides(parseValues(edited), { image: IMAGE, tag: NEW, digest: DIGEST, ...keys }, changes);
    const warned = left.map(({ key: found }) => found);

    const { containers, worker, podTemplate } = listImages(await render(edited, folder, helm));
    const isNew = (image: string) => image === (pin === undefined ? `${IMAGE}:${NEW}` : `${IMAGE}@${DIGEST}`);
    const isMigration = (name: string) => name.includes('airflow-migrations');
    const airflow = containers.filter(({ image }) =>
      [IMAGE, OTHER, 'apache/airflow'].some((one) => image.startsWith(one)),
    );
    const own = airflow.filter(({ name }) => !isMigration(name) && !name.includes('statsd'));
    expect(own.length).toBeGreaterThan(2);
    const stale = own.filter(({ image }) => !isNew(image)).map(({ name }) => name);
    // The chart references the workers' image by repository and tag, never by digest.
    if (worker !== `${IMAGE}:${NEW}`) stale.push('worker');
    const result = { combination, overrides, warned, stale };
    expect({ ...result, isRefused: overrides.length > 0 }).toEqual({ ...result, isRefused: stale.length > 0 });
    if (overrides.length > 0) return 'refused';

    const staleMigrations = airflow.filter(({ name, image }) => isMigration(name) && !isNew(image)).length > 0;
    const isDefault = target === 'default';
    if (!isDefault) expect({ ...result, migrations }).toEqual({ ...result, migrations: staleMigrations });
    const warnedOf = (part: string) => warned.some((found) => found.startsWith(part));
    expect({ ...result, is: warnedOf('images.useDefault') }).toEqual({ ...result, is: staleMigrations && !isDefault });
    const isPodSet = combination.podRepository !== undefined || combination.podTag !== undefined;
    if (isDefault) expect({ ...result, isPodSet }).toEqual({ ...result, isPodSet: podTemplate !== `${IMAGE}:${NEW}` });
    expect({ ...result, is: warnedOf('images.pod_template') }).toEqual({ ...result, is: isPodSet });
    return warned.length > 0 ? 'warned' : 'clean';
  }
});

async function render(values: string, folder: string, helm: string): Promise<string> {
  const [file, own] = [join(folder, 'values.yaml'), join(folder, 'own.json')];
  await writeFile(file, values);
  await writeFile(own, JSON.stringify({ ...SECRETS, executor: 'KubernetesExecutor' }));
  const argv = ['template', 'flux', APACHE_CHART, '-f', file, '-f', own];
  return (await promisify(execFile)(helm, argv, { maxBuffer: 64 << 20 })).stdout;
}
