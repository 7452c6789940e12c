import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildOptions } from '../../bench/parts/build-options.ts';
import { openWorkshop, type Workshop } from '../../bench/parts/workshop.ts';
import { buildImage } from '../../src/build/build.ts';
import { STATEMENT_TYPE } from '../../src/image/attest/provenance.ts';
import { CYCLONEDX_TYPE } from '../../src/image/attest/sbom.ts';
import { pushAndAttach } from '../../src/push/push.ts';
import { describeWith } from './parts/find-part.ts';

describeWith(['distribution'], 'build and push with the real distribution registry', () => {
  let workshop: Workshop;
  beforeAll(async () => {
    workshop = await openWorkshop(5, { bytes: 10_000, files: 10 });
  });
  afterAll(() => workshop?.close());

  test('an image is pushed once, found by digest and tag, and has its referrers in the tag schema', async () => {
    const { registry, team } = workshop;
    const run = { url: 'https://run/1', serverUrl: 'https://github.com', workflowRef: 'a/b/c@d', event: 'push' };
    const options = { ...buildOptions(registry.host, team.directory, await team.change()), run };
    const built = await buildImage(options);
    for (const outcome of ['pushed', 'unchanged']) {
      const { pushed, attached } = await pushAndAttach({ ...options, built });
      await attached;
      expect(pushed).toEqual({ outcome, digest: built.digest });
    }
    expect(await options.registry.resolve(built.tag)).toBe(built.digest);
    expect((await options.registry.getManifest(built.digest))?.bytes).toEqual(built.manifest.bytes);
    expect(await options.registry.listReferrers(built.digest)).toBeUndefined();
    const index = await options.registry.getManifest(built.digest.replace(':', '-'));
    const { manifests } = JSON.parse(String(index?.bytes));
    expect(manifests.map(({ artifactType }: { artifactType: string }) => artifactType)).toEqual([
      STATEMENT_TYPE,
      CYCLONEDX_TYPE,
    ]);
    for (const { digest } of manifests) expect(await options.registry.getManifest(digest)).toBeDefined();
  });
});
