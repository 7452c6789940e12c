import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Registry, startRegistry } from '../../sandbox/registry/index.ts';
import { BASE_REPOSITORY, BASE_TAG } from '../../sandbox/runtime/base-image.ts';
import { CASES, type EqualityCase } from './equality/cases.ts';
import { flatten } from './equality/flatten.ts';
import { addToDockerfile, buildOurs, type Checkout, checkOut, pushBases } from './equality/workbench.ts';
import { type BuildKit, startBuildKit } from './parts/buildkit.ts';
import { type DockerEngine, startDockerEngine } from './parts/docker-engine.ts';
import { describeWith } from './parts/find-part.ts';

/** So many may be built by BuildKit, because they cannot be told exactly without carrying them out. */
const MAX_WHOLE = 10;
/** Ours say where the image comes from; BuildKit's do not. */
const OWN_LABEL = /^org\.opencontainers\.image\./;

describeWith(['docker', 'buildkit', 'buildx'], 'images are those of BuildKit', ({ docker, buildkit, buildx }) => {
  let directory: string;
  let registry: Registry;
  let daemon: BuildKit;
  let engine: DockerEngine;
  const ends = { equal: 0, whole: [] as string[], refused: 0 };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'flux-airflow-equality-'));
    registry = await startRegistry({ directory: join(directory, 'registry') });
    await pushBases(registry);
    const registries = { [registry.host]: undefined };
    daemon = await startBuildKit({
      buildkitd: String(buildkit),
      buildx: String(buildx),
      registries,
      mirror: registry.host,
    });
    engine = await startDockerEngine(String(docker), {});
  }, 120_000);
  afterAll(async () => {
    console.log(`${CASES.length} Dockerfiles: ${JSON.stringify(ends)}`);
    await engine?.stop();
    await daemon?.stop();
    await registry?.close();
    await rm(directory, { recursive: true, force: true });
  });

  async function buildTheirs({ directory: context }: Checkout): Promise<string | undefined> {
    const image = `${registry.host}/theirs:${context.split('-').at(-1)?.toLowerCase()}`;
    const built = daemon.build('--push', '--provenance=false', '--tag', image, context);
    return built.then(
      () => image,
      () => undefined,
    );
  }

  test.each(CASES)(
    '$name',
    async (each: EqualityCase) => {
      const context = await checkOut(directory, each);
      const theirs = await buildTheirs(context);
      const ours = await buildOurs(registry, context, directory, daemon.environment);
      if ('failed' in ours) {
        const codes = ours.failed.annotations.map(({ title }) => title);
        expect([each.name, theirs, codes]).toEqual([each.name, undefined, expect.anything()]);
        ends.refused += 1;
        return;
      }
      if (theirs === undefined) throw new Error('BuildKit refuses what we build');
      const [mine, other] = [await flatten(engine, ours.image), await flatten(engine, theirs)];
      expect([...mine.files.keys()].sort()).toEqual([...other.files.keys()].sort());
      expect([...mine.files].filter(([path, facts]) => other.files.get(path) !== facts)).toEqual([]);
      expect(meaning(mine.settings)).toEqual(meaning(other.settings));
      if (ours.whole) ends.whole.push(each.name);
      else ends.equal += 1;
    },
    60_000,
  );

  test('a new runtime is built from the layers of the last one, and told by what has changed', async () => {
    const from = `COPY --from=${BASE_REPOSITORY}:${BASE_TAG} /etc/group /srv/`;
    const checkout = await checkOut(directory, { name: 'first', code: `${from}first`, files: {} });
    await buildOurs(registry, checkout, directory, daemon.environment);
    await daemon.prune();
    const sha = await addToDockerfile(checkout.directory, `${from}second`);
    const next = await buildOurs(registry, { ...checkout, sha }, directory, daemon.environment);
    if ('failed' in next) throw new Error(next.failed.log.join('\n'));
    expect(next.log).toMatch(/Docker builds it\. Since the last one: the Dockerfile has changed\./);
    expect(next.log).toMatch(/^#(\d+) \[.*\] COPY .* \/srv\/first\n#\1 (?:CACHED|sha256:)/m);
  }, 60_000);

  test('few of them are built whole', () => {
    expect(ends.whole.length).toBeLessThanOrEqual(MAX_WHOLE);
    expect(ends.equal).toBeGreaterThanOrEqual(40);
  });
});

/** What a container is run with: null, {} and [] mean the same, and the engine's own fields say nothing of the image. */
function meaning(settings: object): Record<string, unknown> {
  const { Image: _, Hostname: __, ...rest } = settings as Record<string, unknown>;
  const labels = Object.entries((rest.Labels as Record<string, string> | null) ?? {});
  const known = { ...rest, Labels: Object.fromEntries(labels.filter(([name]) => !OWN_LABEL.test(name))) };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === '' || value === false) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
