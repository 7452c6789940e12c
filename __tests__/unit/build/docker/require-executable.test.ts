import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { requireExecutable } from '../../../../src/build/docker/require-executable.ts';
import type { BuildOptions } from '../../../../src/build/options.ts';
import type { ImagePlan } from '../../../../src/build/plan/plan-image.ts';
import { parseDockerfile } from '../../../../src/image/dockerfile/parse-dockerfile.ts';
import { keepWhole } from '../../../../src/image/dockerfile/split.ts';

const { PATH } = process.env;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flux-airflow-builder-'));
  process.env.PATH = `${folder}${delimiter}${PATH}`;
});
afterEach(() => {
  process.env.PATH = PATH;
  rmSync(folder, { recursive: true });
});

/** Puts a docker first in PATH that prints this. */
function setDocker(printed: string, exitCode = 0): void {
  const program = join(folder, 'docker');
  writeFileSync(program, `#!/bin/sh\ncat <<'END'\n${printed}\nEND\nexit ${exitCode}\n`);
  chmodSync(program, 0o755);
}

function requireFor(text: string, platforms: readonly string[], runtime = 'missing'): Promise<void> {
  const split = keepWhole(parseDockerfile(text, 'Dockerfile'));
  const plan = { platforms: platforms.map(() => ({ runtime, build: { split } })) };
  return requireExecutable(plan as unknown as ImagePlan, { platforms } as unknown as BuildOptions);
}

const RUN = 'FROM a\nRUN pip install x\n';
const BOTH = ['linux/amd64', 'linux/arm64'];

test('a platform of a RUN that the builder cannot execute is an error with the step to add', async () => {
  setDocker('Name: default\nNodes:\nPlatforms: linux/amd64*, linux/amd64/v2, linux/386');
  await expect(requireFor(RUN, BOTH)).rejects.toMatchObject({
    code: 'platform-not-executable',
    message:
      'The builder of this runner cannot execute a RUN for linux/arm64, but only for linux/amd64, linux/amd64/v2, linux/386.',
    remedy: expect.stringContaining('docker/setup-qemu-action'),
  });
});

test.each([
  ['a builder with emulation', 'Platforms: linux/amd64, linux/arm64', 0],
  ['a builder with a node for each', 'Platforms: linux/amd64\nStatus: running\nPlatforms: linux/arm64', 0],
  ['a builder that does not say', 'Name: default', 0],
  ['a docker without buildx', "docker: 'buildx' is not a docker command.", 1],
])('%s passes', async (_, printed, exitCode) => {
  setDocker(printed, exitCode);
  await requireFor(RUN, BOTH);
});

test('what is not built, or executes nothing on the platform, needs no emulation', async () => {
  setDocker('Platforms: linux/amd64');
  await requireFor(RUN, BOTH, 'ready');
  await requireFor('FROM a\nCOPY --from=b /c /c\n', BOTH);
  await requireFor(`FROM --platform=${'$'}BUILDPLATFORM a AS b\nRUN make\nFROM a\nCOPY --from=b /c /c\n`, BOTH);
});
