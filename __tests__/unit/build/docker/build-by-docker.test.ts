import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { buildByDocker } from '../../../../src/build/docker/build-by-docker.ts';
import { openRegistry } from '../../../../src/registry/client.ts';
import { PLAIN_MACHINE } from '../../../../src/registry/machine.ts';
import { writeDocker } from './recording-docker.ts';

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
  writeDocker(folder, 0);
  await build();
  const secrets = ['--secret', 'id=token,env=BUILD_SECRET_0', '--ssh', 'default'];
  expect(read('arguments').trim().split('\n').slice(-5)).toEqual([...secrets, folder]);
  expect(read('arguments')).not.toContain('canary');
  expect(read('environment')).toMatch(/^BUILD_SECRET_0=canary$/m);
});

test.each([0, 1])('no credentials remain on the machine after docker exits with %s', async (exitCode) => {
  writeDocker(folder, exitCode);
  const ended = await build().catch((error: unknown) => error);
  expect(ended).toEqual(exitCode === 0 ? undefined : expect.objectContaining({ code: 'runtime-build-failed' }));
  expect(existsSync(join(folder, 'seen.json'))).toBe(true);
  expect(readdirSync(temp)).toEqual([]);
});
