import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createEcrAccount, type EcrApi, startEcr } from '../../../../sandbox/ecr/index.ts';
import { logInToBases } from '../../../../src/build/docker/log-in-to-bases.ts';
import { RegistryError } from '../../../../src/registry/errors.ts';
import { PLAIN_MACHINE } from '../../../../src/registry/machine.ts';

const account = createEcrAccount();
const OPTIONS = { buildArgs: {}, platform: 'linux/amd64', target: undefined, registryMirror: undefined };
const before = { ...process.env };
let folder: string;
let api: EcrApi;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'flux-airflow-bases-'));
  api = await startEcr({ account });
  Object.assign(process.env, account.credentials, { AWS_ENDPOINT_URL: api.url });
});
afterEach(async () => {
  process.env = { ...before };
  await api.close();
  rmSync(folder, { recursive: true, force: true });
});

function logIn(dockerfile: string, options: Partial<Parameters<typeof logInToBases>[1]> = {}) {
  const file = join(folder, 'Dockerfile');
  writeFileSync(file, dockerfile);
  const machine = { ...PLAIN_MACHINE, dockerConfig: join(folder, 'absent') };
  return logInToBases(file, { ...OPTIONS, machine, ...options }, folder);
}

test.each([
  ['FROM', `FROM ${account.registryHost}/golden:1\n`, {}],
  ['COPY --from', `FROM python\nCOPY --from=${account.registryHost}/tools /a /b\n`, {}],
  ['a build argument', 'ARG BASE\nFROM $BASE/golden\n', { buildArgs: { BASE: account.registryHost } }],
  ['the mirror', 'FROM python\n', { registryMirror: `${account.registryHost}/docker-hub` }],
])('a registry on Amazon ECR in %s gets a login', async (_, dockerfile, options) => {
  expect(await logIn(dockerfile, options)).toEqual({
    DOCKER_CONFIG: folder,
    BUILDX_CONFIG: PLAIN_MACHINE.buildxConfig,
  });
  const { auths } = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'));
  expect(Object.keys(auths)).toEqual([account.registryHost]);
});

test.each([
  ['other registries', 'FROM python\nCOPY --from=ghcr.io/a/b /a /b\n', {}],
  ['a stage after the target', `FROM python AS a\nFROM ${account.registryHost}/golden\n`, { target: 'a' }],
])('%s need no login', async (_, dockerfile, options) => {
  expect(await logIn(dockerfile, options)).toEqual({});
  expect(api.service.calls).toEqual([]);
});

test('a job with a role but without a token to assume it builds from a public base', async () => {
  const awsCredentials = () => Promise.reject(new RegistryError('aws-credentials', 'this job has no token'));
  const machine = { ...PLAIN_MACHINE, dockerConfig: join(folder, 'absent'), awsCredentials };
  expect(await logIn('FROM python\n', { machine })).toEqual({});
  // With a private base, Docker's own login is tried, and its error names the image.
  expect(await logIn(`FROM ${account.registryHost}/golden:1\n`, { machine })).toEqual({});
});
