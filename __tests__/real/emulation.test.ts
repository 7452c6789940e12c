import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openRegistry } from '../../src/registry/client.ts';
import { listPlatforms } from '../../src/registry/pick-platform.ts';
import { Judge } from './equality/compare.ts';
import { ARCHITECTURES, pushIndex } from './equality/push-index.ts';
import { buildOurs, checkOut } from './equality/workbench.ts';
import { describeWithSlow } from './parts/find-part.ts';

const PLATFORMS = ARCHITECTURES.map((architecture) => `linux/${architecture}`).join(',');
const EMULATORS = '/proc/sys/fs/binfmt_misc';
const NAME = 'flux-airflow-arm64';
/** The beginning of a program for arm64, and the bits of it that count: https://docs.kernel.org/admin-guide/binfmt-misc.html */
const MAGIC = String.raw`\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00`;
const MASK = String.raw`\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff`;

// Not in every run: the kernel of the machine then emulates arm64 for all its processes.
describeWithSlow(
  ['docker', 'buildkit', 'buildx', 'qemu', 'emulation'],
  'a runtime of two platforms whose RUN is emulated',
  ({ docker = '', buildkit = '', buildx = '', qemu = '', emulation = '' }) => {
    let judge: Judge;
    beforeAll(async () => {
      if (!existsSync(join(EMULATORS, 'register')))
        await promisify(execFile)('mount', ['-t', 'binfmt_misc', 'binfmt_misc', EMULATORS]);
      await writeFile(join(EMULATORS, 'register'), `:${NAME}:M::${MAGIC}:${MASK}:${qemu}:F`);
      judge = await Judge.start(docker, buildkit, buildx);
      const programs = await Promise.all(
        ARCHITECTURES.map(async (name) => [name, await readFile(join(dirname(emulation), `machine-${name}`))] as const),
      );
      await pushIndex(judge.registry.host, (architecture) => ({
        machine: new Map(programs).get(architecture) ?? Buffer.alloc(0),
      }));
    });
    afterAll(async () => {
      await judge?.close();
      await writeFile(join(EMULATORS, NAME), '-1');
    });

    test('each platform executes its own program, and both images are those of BuildKit', async () => {
      const code = 'USER root\nRUN ["/machine", "/etc/machine"]\nCOPY dags /opt/airflow/dags';
      const files = { 'dags/a.py': 'a = 1\n' };
      const checkout = await checkOut(judge.directory, { name: 'run', base: 'multi', code, files });
      const { environment } = judge.daemon;
      const ours = await buildOurs(judge.registry, checkout, judge.directory, environment, { platforms: PLATFORMS });
      if ('failed' in ours) throw new Error(ours.failed.log.join('\n'));
      const tag = `${judge.registry.host}/theirs:${checkout.sha}`;
      const flags = ['--push', '--provenance=false', '--platform', PLATFORMS, '--tag', tag];
      await judge.daemon.build(...flags, checkout.directory);
      const [mine, theirs] = [
        await digestsOf(judge.registry.host, 'team', `version-${checkout.sha}`),
        await digestsOf(judge.registry.host, 'theirs', checkout.sha),
      ];
      for (const [index, image] of mine.entries()) {
        const found = await judge.compareImages(image, theirs[index] ?? '');
        expect(found.get('etc/machine')).toContain(Buffer.from(`${ARCHITECTURES[index]}\n`).toString('base64'));
      }
      expect(mine).toHaveLength(2);
    });
  },
);

/** Returns the images of a tag, in the order of the platforms. */
async function digestsOf(host: string, repository: string, tag: string): Promise<string[]> {
  const stored = await openRegistry({ image: { registry: host, repository } }).getManifest(tag);
  const found = (stored === undefined ? undefined : listPlatforms(stored)) ?? [];
  return found.map(({ digest }) => `${host}/${repository}@${digest}`);
}
