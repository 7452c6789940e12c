import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { BASE_REPOSITORY } from '../../sandbox/runtime/base-image.ts';
import { openRegistry } from '../../src/registry/client.ts';
import { listPlatforms } from '../../src/registry/pick-platform.ts';
import { BASES, type EqualityCase } from './equality/cases.ts';
import { Judge } from './equality/compare.ts';
import { ARCHITECTURES, pushIndex } from './equality/push-index.ts';
import { buildOurs, checkOut } from './equality/workbench.ts';
import { describeWith } from './parts/find-part.ts';

const run = promisify(execFile);
const PLATFORMS = ARCHITECTURES.map((architecture) => `linux/${architecture}`).join(',');
const FILES = { 'dags/a.py': 'a = 1\n', 'bin/amd64/tool': 'x\n', 'bin/arm64/tool': 'y\n' };

/** Dockerfiles without RUN, which needs an emulator: `emulation.test.ts`. */
const CASES: readonly EqualityCase[] = [
  { name: 'code alone', code: 'ENV A=1\nCOPY --chown=airflow:root dags /opt/airflow/dags', files: FILES },
  { name: 'code that depends on the platform', code: 'ARG TARGETARCH\nCOPY bin/$TARGETARCH /opt/bin', files: FILES },
  {
    name: 'a runtime that copies from a stage',
    code: `ARG TARGETPLATFORM\nLABEL platform=$TARGETPLATFORM\nFROM ${BASE_REPOSITORY}:${BASES.multi}\nCOPY --from=0 /etc/architecture /srv/\nCOPY dags /opt/airflow/dags`,
    files: FILES,
  },
  { name: 'a whole build', code: 'COPY --link dags /opt/airflow/dags', files: FILES },
].map((each) => ({ ...each, base: 'multi' }));

describeWith(
  ['docker', 'buildkit', 'buildx', 'crane'],
  'an image of two platforms',
  ({ docker = '', buildkit = '', buildx = '', crane = '' }) => {
    let judge: Judge;

    beforeAll(async () => {
      judge = await Judge.start(docker, buildkit, buildx);
      await pushIndex(judge.registry.host);
    });
    afterAll(() => judge?.close());

    /** Returns the images of a tag by their platform. */
    async function imagesOf(repository: string, tag: string): Promise<[string, string][]> {
      const registry = openRegistry({ image: { registry: judge.registry.host, repository } });
      const stored = await registry.getManifest(tag);
      if (stored === undefined) throw new Error(`${tag} is missing`);
      return (listPlatforms(stored) ?? []).map(({ digest, platform }) => [
        `${platform?.os}/${platform?.architecture}`,
        `${judge.registry.host}/${repository}@${digest}`,
      ]);
    }

    test.each(CASES)('$name: the file system and settings on each platform are those of BuildKit', async (each) => {
      const checkout = await checkOut(judge.directory, each);
      const { environment } = judge.daemon;
      const ours = await buildOurs(judge.registry, checkout, judge.directory, environment, { platforms: PLATFORMS });
      if ('failed' in ours) throw new Error(ours.failed.log.join('\n'));
      const theirs = `theirs:${checkout.sha}`;
      const tag = `${judge.registry.host}/${theirs}`;
      await judge.daemon.build(
        '--push',
        '--provenance=false',
        '--platform',
        PLATFORMS,
        '--tag',
        tag,
        checkout.directory,
      );
      await run(crane, ['validate', '--insecure', '--remote', ours.image], { env: { PATH: '', HOME: tmpdir() } });
      const [mine, other] = [await imagesOf('team', `version-${checkout.sha}`), await imagesOf('theirs', checkout.sha)];
      expect(mine.map(([platform]) => platform)).toEqual(other.map(([platform]) => platform));
      // An engine that pulls the tag, which is an index, runs the image of its own platform.
      const pulled = await judge.compareImages(ours.image, other[0]?.[1] ?? '');
      expect(pulled.get('etc/architecture')).toContain(Buffer.from('amd64\n').toString('base64'));
      for (const [index, [platform, image]] of mine.entries()) {
        const found = await judge.compareImages(image, other[index]?.[1] ?? '');
        expect([platform, found.get('etc/architecture')]).toEqual([platform, expect.anything()]);
      }
    });
  },
);
