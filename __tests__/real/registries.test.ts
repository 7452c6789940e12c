import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildOptions } from '../../bench/parts/build-options.ts';
import { PLATFORM, pushRuntime } from '../../bench/parts/runtime.ts';
import { openWorkshop, type Workshop } from '../../bench/parts/workshop.ts';
import type { DistributionPart } from '../../sandbox/distribution/index.ts';
import { buildImage } from '../../src/build/build.ts';
import type { RealizeOptions } from '../../src/build/options.ts';
import { STATEMENT_TYPE } from '../../src/image/attest/provenance.ts';
import { CYCLONEDX_TYPE } from '../../src/image/attest/sbom.ts';
import type { Index } from '../../src/image/oci/manifest.ts';
import { OCI_INDEX } from '../../src/image/oci/media-types.ts';
import { pushAndAttach, pushImage } from '../../src/push/push.ts';
import { describeWith } from './parts/find-part.ts';

const SIZE = { bytes: 10_000, files: 10 };
const PLATFORMS = [PLATFORM, 'linux/arm64'];
const RUN = { url: 'https://run/1', serverUrl: 'https://github.com', workflowRef: 'a/b/c@d', event: 'push' };

describeWith(['distribution'], 'images of two platforms in distribution 2', () => testRegistry('distribution'));
describeWith(['distribution-3'], 'images of two platforms in distribution 3', () => testRegistry('distribution-3'));
describeWith(['crane'], 'images of two platforms in the registry of go-containerregistry', () => testRegistry('crane'));

function testRegistry(part: DistributionPart): void {
  let workshop: Workshop;
  beforeAll(async () => {
    workshop = await openWorkshop(5, SIZE, part);
    await pushRuntime(workshop.registry.host, workshop.team.directory, SIZE, 'linux/arm64');
  });
  afterAll(() => workshop?.close());

  async function change(): Promise<RealizeOptions> {
    const { registry, team } = workshop;
    return { ...buildOptions(registry.host, team.directory, await team.change()), platforms: PLATFORMS, run: RUN };
  }

  test('an index is pushed once, with the documents of each platform', async () => {
    const options = await change();
    const { registry } = options;
    const built = await buildImage(options);
    for (const outcome of ['pushed', 'unchanged']) {
      const { pushed, attached } = await pushAndAttach({ ...options, built });
      await attached;
      expect(pushed).toEqual({ outcome, digest: built.digest });
    }
    const stored = await registry.getManifest(built.tag);
    expect([stored?.mediaType, stored?.bytes]).toEqual([OCI_INDEX, built.manifest.bytes]);
    const typesOf = async (digest: string) => {
      const fallback = await registry.getManifest(digest.replace(':', '-'));
      const { manifests = [] }: Partial<Index> = fallback === undefined ? {} : JSON.parse(String(fallback.bytes));
      const found = (await registry.listReferrers(digest)) ?? manifests;
      return found.map(({ artifactType }) => artifactType).toSorted();
    };
    expect(await typesOf(built.digest)).toEqual([STATEMENT_TYPE]);
    for (const { digest } of built.children ?? []) {
      expect(await typesOf(digest)).toEqual([CYCLONEDX_TYPE, STATEMENT_TYPE].toSorted());
    }
  });

  test('two pushes at once end with one image', async () => {
    const options = await change();
    const built = await Promise.all([buildImage(options), buildImage(options)]);
    const pushed = await Promise.all(built.map((each) => pushImage({ ...options, built: each })));
    expect(new Set(pushed.map(({ digest }) => digest))).toEqual(new Set([built[0]?.digest]));
    expect(await options.registry.resolve(built[0]?.tag ?? '')).toBe(built[0]?.digest);
  });

  test('a tag with another image is never moved', async () => {
    const options = await change();
    await pushImage({ ...options, built: await buildImage(options) });
    const single = await buildImage({ ...options, platforms: [PLATFORM] });
    await expect(pushImage({ ...options, built: single })).rejects.toMatchObject({ code: 'tag-exists' });
  });

  test('a push uses the blobs that an interrupted push uploaded', async () => {
    const options = await change();
    const { registry } = options;
    const built = await buildImage(options);
    const [first, ...others] = built.blobs;
    if (first !== undefined) await registry.putBlob(first);
    expect(await Promise.all([first, ...others].map((blob) => registry.hasBlob(blob?.digest ?? '')))).toEqual([
      true,
      ...others.map(() => false),
    ]);
    expect(await pushImage({ ...options, built })).toEqual({ outcome: 'pushed', digest: built.digest });
  });
}
