import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { pinBases } from '../../../../src/build/plan/bases.ts';
import { pinDockerfile } from '../../../../src/build/plan/pin-dockerfile.ts';
import { findBaseImages } from '../../../../src/image/dockerfile/base-images.ts';
import { parseDockerfile } from '../../../../src/image/dockerfile/parse-dockerfile.ts';
import { keepWhole } from '../../../../src/image/dockerfile/split.ts';
import { parseReference } from '../../../../src/registry/image-name.ts';

const DIGEST = `sha256:${'0'.repeat(64)}`;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flux-airflow-pin-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('each image is pinned once, in its place', () => {
  const mounts = '--mount=from=tool:2,target=/a --mount=from=tool:2,target=/b --mount=from=tool,target=/c';
  const dockerfile = parseDockerfile(`FROM base AS one\nRUN ${mounts} make\nCOPY --from=base /x /y\n`, 'Dockerfile');
  const { stages } = dockerfile;
  const found = findBaseImages({ dockerfile, stages, buildArgs: {}, platform: 'linux/amd64' });
  const bases = found.map((base) => ({ ...base, reference: parseReference(base.name), digest: DIGEST }));
  const pinned = (name: string) => `mirror.example.com/library/${name}@${DIGEST}`;
  expect(pinBases(keepWhole(dockerfile), bases, 'mirror.example.com').trim().split('\n')).toEqual([
    `FROM ${pinned('base')} AS one`,
    `RUN --mount=from=${pinned('tool')},target=/a --mount=from=${pinned('tool')},target=/b --mount=from=${pinned('tool')},target=/c make`,
    `COPY --from=${pinned('base')} /x /y`,
  ]);
});

test('a pull-through cache has its path in front of the names of Docker Hub only', () => {
  const dockerfile = parseDockerfile(
    'FROM apache/airflow:3.3.2\nCOPY --from=ghcr.io/astral-sh/uv:1 /uv /\n',
    'Dockerfile',
  );
  const { stages } = dockerfile;
  const found = findBaseImages({ dockerfile, stages, buildArgs: {}, platform: 'linux/amd64' });
  const bases = found.map((base) => ({ ...base, reference: parseReference(base.name), digest: DIGEST }));
  const cache = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/docker-hub';
  expect(pinBases(keepWhole(dockerfile), bases, cache).trim().split('\n')).toEqual([
    `FROM ${cache}/apache/airflow@${DIGEST}`,
    `COPY --from=ghcr.io/astral-sh/uv@${DIGEST} /uv /`,
  ]);
});

test('a missing Dockerfile is named in the error', async () => {
  const file = join(folder, 'Dockerfile');
  const pinned = pinDockerfile({ context: folder, file, buildArgs: {}, platform: 'linux/amd64' });
  await expect(pinned).rejects.toMatchObject({ code: 'dockerfile-missing', message: `${file} cannot be read.` });
});
