import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Registry, startRegistry } from '../../sandbox/registry/index.ts';
import { arbitraryChange, type ChangeCase } from './coverage/arbitrary.ts';
import { BASE, filesOfBuild, fingerprint, pushBase, writeContext } from './coverage/workbench.ts';
import { type BuildKit, startBuildKit } from './parts/buildkit.ts';
import { describeWith } from './parts/find-part.ts';

/** `npm run soak` sets more. */
const RUNS = Math.min(Number(process.env.PROPERTY_RUNS ?? 16), 2000);
const PARTS = ['buildkit', 'buildx', 'dockerfile-judge'];

describeWith(PARTS, 'any change of the build’s result', ({ buildkit, buildx, 'dockerfile-judge': judge }) => {
  let directory: string;
  let registry: Registry;
  let daemon: BuildKit;
  const ends = { changed: 0, same: 0, rebuilt: 0 };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'flux-airflow-coverage-'));
    registry = await startRegistry({ directory: join(directory, 'registry') });
    await pushBase(registry, String(judge));
    const registries = { [registry.host]: undefined };
    daemon = await startBuildKit({
      buildkitd: String(buildkit),
      buildx: String(buildx),
      registries,
      mirror: registry.host,
    });
  });
  afterAll(async () => {
    console.log(`changes of a context: ${JSON.stringify(ends)}`);
    await daemon?.close();
    await registry?.close();
    await rm(directory, { recursive: true, force: true });
  });

  async function compare(each: ChangeCase): Promise<void> {
    const before = await writeContext(directory, each, each.before);
    const after = await writeContext(directory, each, each.after);
    const theirs = [await filesOfBuild(daemon, registry, before), await filesOfBuild(daemon, registry, after)];
    const ours = [await fingerprint(registry, before), await fingerprint(registry, after)];
    const [theyDiffer, oursDiffer] = [theirs[0] !== theirs[1], ours[0] !== ours[1]];
    if (theyDiffer) expect({ ...each, oursDiffer }).toEqual({ ...each, oursDiffer: true });
    ends[theyDiffer ? 'changed' : oursDiffer ? 'rebuilt' : 'same'] += 1;
    await rm(before, { recursive: true });
    await rm(after, { recursive: true });
  }

  test('changes the runtime key or the code layer', async () => {
    await fc.assert(fc.asyncProperty(arbitraryChange(BASE), compare), { numRuns: RUNS });
    expect(ends.changed).toBeGreaterThan(RUNS / 4);
  }, 3_600_000);
});
