import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { buildByDocker } from '../../../../src/build/docker/build-by-docker.ts';
import { openRegistry } from '../../../../src/registry/client.ts';
import { PLAIN_MACHINE } from '../../../../src/registry/machine.ts';

const { PATH } = process.env;
let folder: string;
let temp: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flux-airflow-by-docker-'));
  temp = join(folder, 'temp');
  mkdirSync(temp);
  process.env.PATH = `${folder}${delimiter}${PATH}`;
});
afterEach(() => {
  process.env.PATH = PATH;
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a docker first in PATH that records its arguments, its environment and its configuration. */
function setDocker(exitCode: number): void {
  const lines = [
    ...['#!/bin/sh', `printf '%s\\n' "$@" > ${folder}/arguments`, `env > ${folder}/environment`],
    ...[`cp "$DOCKER_CONFIG/config.json" ${folder}/seen.json`, `exit ${exitCode}`, ''],
  ];
  writeFileSync(join(folder, 'docker'), lines.join('\n'));
  chmodSync(join(folder, 'docker'), 0o755);
}

const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

function build(): Promise<void> {
  return buildByDocker({
    registry: openRegistry({
      image: { registry: 'registry.example.com', repository: 'team/flux-airflow' },
      machine: { ...PLAIN_MACHINE, temp, dockerConfig: join(folder, 'absent') },
      credentials: { username: 'robot', password: 'canary-of-the-registry' },
    }),
    tag: 'runtime-1',
    dockerfile: 'FROM scratch\n',
    ignore: '',
    context: folder,
    buildArgs: {},
    buildSecrets: { values: { token: 'canary' }, files: {}, ssh: ['default'] },
    platform: 'linux/amd64',
  });
}

test('docker gets the secrets and the SSH agents, and the process list shows no value', async () => {
  setDocker(0);
  await build();
  const secrets = ['--secret', 'id=token,env=BUILD_SECRET_0', '--ssh', 'default'];
  expect(read('arguments').trim().split('\n').slice(-5)).toEqual([...secrets, folder]);
  expect(read('arguments')).not.toContain('canary');
  expect(read('environment')).toMatch(/^BUILD_SECRET_0=canary$/m);
});

test.each([0, 1])('no credentials remain on the machine after docker exits with %s', async (exitCode) => {
  setDocker(exitCode);
  const ended = await build().catch((error: unknown) => error);
  expect(ended).toEqual(exitCode === 0 ? undefined : expect.objectContaining({ code: 'runtime-build-failed' }));
  expect(existsSync(join(folder, 'seen.json'))).toBe(true);
  expect(readdirSync(temp)).toEqual([]);
});
