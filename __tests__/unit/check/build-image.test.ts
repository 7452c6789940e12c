import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createEcrAccount, type EcrApi, startEcr } from '../../../sandbox/ecr/index.ts';
import { buildImage } from '../../../src/check/build-image.ts';
import type { CheckOptions } from '../../../src/check/options.ts';
import { PLAIN_MACHINE } from '../../../src/registry/machine.ts';
import { writeDocker } from '../build/docker/recording-docker.ts';

const account = createEcrAccount();
const before = { ...process.env };
let folder: string;
let temp: string;
let api: EcrApi;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'flux-airflow-check-image-'));
  temp = join(folder, 'temp');
  mkdirSync(temp);
  writeFileSync(join(folder, 'Dockerfile'), `FROM ${account.registryHost}/golden:1\n`);
  api = await startEcr({ account });
  const PATH = `${folder}${delimiter}${before.PATH}`;
  Object.assign(process.env, account.credentials, { AWS_ENDPOINT_URL: api.url, PATH });
});
afterEach(async () => {
  process.env = { ...before };
  await api.close();
  rmSync(folder, { recursive: true, force: true });
});

const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

function build(more: Partial<CheckOptions>): Promise<string> {
  const options = {
    ...{ workspace: folder, context: folder, file: join(folder, 'Dockerfile'), temp },
    ...{ buildArgs: {}, buildSecrets: { values: {}, files: {}, ssh: [] }, platform: 'linux/amd64' },
    machine: { ...PLAIN_MACHINE, dockerConfig: join(folder, 'absent') },
    ...more,
  };
  return buildImage(options as unknown as CheckOptions, folder, undefined, 'flux-airflow-check:1');
}

test('docker gets the secrets, the SSH agents, and the login of a base image on Amazon ECR', async () => {
  writeDocker(folder, 0);
  const files = { netrc: join(folder, 'netrc') };
  await build({ buildSecrets: { values: { token: 'canary' }, files, ssh: ['default'] } });
  const secrets = ['--secret', 'id=token,env=BUILD_SECRET_0', '--secret', `id=netrc,src=${files.netrc}`];
  expect(read('arguments').trim().split('\n').slice(-7)).toEqual([...secrets, '--ssh', 'default', folder]);
  expect(read('arguments')).not.toContain('canary');
  expect(read('environment')).toMatch(/^BUILD_SECRET_0=canary$/m);
  expect(read('environment')).toMatch(new RegExp(`^DOCKER_CONFIG=${temp}/`, 'm'));
  expect(Object.keys(JSON.parse(read('seen.json')).auths)).toEqual([account.registryHost]);
});

test('no credentials remain on the machine after a build, or after a failed one', async () => {
  writeDocker(folder, 0);
  await build({});
  expect(readdirSync(temp)).toEqual([]);
  writeDocker(folder, 1);
  await expect(build({})).rejects.toMatchObject({ code: 'image-build-failed' });
  expect(existsSync(join(folder, 'seen.json'))).toBe(true);
  expect(readdirSync(temp)).toEqual([]);
});

test('a build argument that looks like a credential is rejected before docker starts', async () => {
  writeDocker(folder, 0);
  const building = build({ buildArgs: { PIP_TOKEN: 'canary' } });
  await expect(building).rejects.toMatchObject({ code: 'secret-in-build-argument' });
  expect(existsSync(join(folder, 'arguments'))).toBe(false);
});
