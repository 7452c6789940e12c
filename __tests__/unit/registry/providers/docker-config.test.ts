import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createEcrAccount, startEcr } from '../../../../sandbox/ecr/index.ts';
import { buildByDocker } from '../../../../src/build/docker/build-by-docker.ts';
import { digestOf } from '../../../../src/image/oci/digest.ts';
import { openRegistry } from '../../../../src/registry/client.ts';
import { runCredentialHelper } from '../../../../src/registry/providers/credential-helper.ts';
import { dockerCredentials } from '../../../../src/registry/providers/docker-config.ts';
import { readMachine } from '../../../../src/runner/environment.ts';
import { traceOf } from '../../../../src/runner/explain.ts';

const TAGGED = digestOf('tagged');
const { PATH, DOCKER_CONFIG } = process.env;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flux-airflow-docker-'));
  Object.assign(process.env, { PATH: `${folder}:${PATH}`, DOCKER_CONFIG: folder });
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  Object.assign(process.env, { PATH, DOCKER_CONFIG });
  if (DOCKER_CONFIG === undefined) delete process.env.DOCKER_CONFIG;
});

function program(name: string, ...lines: string[]): void {
  writeFileSync(join(folder, name), ['#!/bin/sh', ...lines, ''].join('\n'));
  chmodSync(join(folder, name), 0o755);
}

function configure(config: object): void {
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
}

test('a helper that hangs is killed', async () => {
  program('docker-credential-slow', 'sleep 60');
  const asked = runCredentialHelper('slow', 'registry.example.com', process.env, 100);
  await expect(asked).rejects.toMatchObject({
    kind: 'credential-helper',
    message: 'The credential helper docker-credential-slow (from config.json) did not answer within 0.1 s.',
  });
});

test.each(['"canary"', 'null', 'canary and more', '{"Username":"robot"}'])(
  'a helper that returns %s is named in the error, without its output',
  async (answer) => {
    program('docker-credential-odd', 'cat > /dev/null', `echo '${answer}'`);
    configure({ credsStore: 'odd' });
    const error = await dockerCredentials('registry.example.com', readMachine()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      kind: 'credential-helper',
      message: 'The credential helper docker-credential-odd (from config.json) returned invalid credentials.',
    });
    expect(traceOf(error)).not.toMatch(/canary|robot/);
  },
);

test.each(['{"auths": {"registry.example.com": canary}}', 'null', '"canary"'])(
  'a configuration that is not an object is named in the error, without its text: %s',
  async (config) => {
    writeFileSync(join(folder, 'config.json'), config);
    const error = await dockerCredentials('registry.example.com', readMachine()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: 'invalid-docker-config', message: expect.stringContaining('config.json') });
    expect(traceOf(error)).not.toContain('canary');
  },
);

test('an empty helper selects the credentials of the file, as in Docker', async () => {
  const auth = Buffer.from('robot:secret').toString('base64');
  configure({
    credsStore: 'absent',
    credHelpers: { 'registry.example.com': '' },
    auths: { 'registry.example.com': { auth } },
  });
  expect(await dockerCredentials('registry.example.com', readMachine())).toEqual({
    username: 'robot',
    password: 'secret',
  });
});

/** Starts a registry that accepts only an identity token; returns the requests to its token service. */
async function withIdentityTokens(status: number) {
  const asked: string[] = [];
  const answer = async (request: IncomingMessage) => {
    const base = `http://${request.headers.host}`;
    if (request.url?.startsWith('/elsewhere') || request.url?.startsWith('/token')) {
      asked.push(`${request.method} ${request.url} ${await text(request)}`);
      return { status, headers: { location: `${base}/elsewhere` }, body: '{"access_token":"good"}' };
    }
    if (request.headers.authorization === 'Bearer good') {
      return { status: 200, headers: { 'docker-content-digest': TAGGED }, body: '' };
    }
    const challenge = `Bearer realm="${base}/token",service="registry"`;
    return { status: 401, headers: { 'www-authenticate': challenge }, body: '' };
  };
  const server = createServer((request, response) => {
    answer(request).then((given) => response.writeHead(given.status, given.headers).end(given.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { host, asked, close };
}

const GRANT =
  'POST /token grant_type=refresh_token&client_id=flux-airflow&scope=repository%3Ateam%2Fflux-airflow%3Apull%2Cpush&service=registry&refresh_token=canary';

test.each(['helper', 'file'])(
  'an identity token from a %s is sent to the token service as a refresh token',
  async (from) => {
    const { host, asked, close } = await withIdentityTokens(200);
    try {
      program('docker-credential-identity', 'cat > /dev/null', `echo '{"Username":"<token>","Secret":"canary"}'`);
      const auth = Buffer.from('00000000-0000-0000-0000-000000000000:').toString('base64');
      configure(
        from === 'helper' ? { credsStore: 'identity' } : { auths: { [host]: { auth, identitytoken: 'canary' } } },
      );
      const registry = openRegistry({
        image: { registry: host, repository: 'team/flux-airflow' },
        machine: readMachine(),
      });
      expect(await registry.resolve('version-1')).toBe(TAGGED);
      expect(asked).toEqual([GRANT]);
    } finally {
      close();
    }
  },
);

test('an identity token does not follow a redirect', async () => {
  const { host, asked, close } = await withIdentityTokens(307);
  try {
    configure({ auths: { [host]: { identitytoken: 'canary' } } });
    const registry = openRegistry({
      image: { registry: host, repository: 'team/flux-airflow' },
      machine: readMachine(),
    });
    await expect(registry.resolve('version-1')).rejects.toMatchObject({ kind: 'token-denied' });
    expect(asked).toEqual([GRANT]);
  } finally {
    close();
  }
});

/** Returns the configuration that Docker's client gets for a build. */
async function configOfBuild(
  credentials: { username: string; password: string } | undefined,
  baseRegistries: readonly string[] = [],
) {
  program('docker', `cp "$DOCKER_CONFIG/config.json" "${folder}/seen.json"`);
  await buildByDocker({
    registry: openRegistry({
      image: { registry: 'registry.example.com', repository: 'team/flux-airflow' },
      machine: readMachine(),
      ...(credentials && { credentials }),
    }),
    tag: 'runtime-1',
    dockerfile: 'FROM scratch\n',
    ignore: '',
    context: folder,
    buildArgs: {},
    platform: 'linux/amd64',
    baseRegistries,
  });
  expect(existsSync(join(folder, 'seen.json'))).toBe(true);
  return JSON.parse(readFileSync(join(folder, 'seen.json'), 'utf8'));
}

test('a build gets the login of our registry, and other registries keep theirs', async () => {
  configure({
    auths: { 'registry.example.com': {}, 'other.example.com': {} },
    credHelpers: { 'registry.example.com': 'absent', 'third.example.com': 'third' },
    credsStore: 'desktop',
    cliPluginsExtraDirs: ['/opt/plugins'],
  });
  expect(await configOfBuild({ username: 'robot', password: 'secret' })).toEqual({
    auths: {
      'registry.example.com': { auth: Buffer.from('robot:secret').toString('base64') },
      'other.example.com': {},
    },
    // https://github.com/docker/cli/blob/v28.0.0/cli/config/configfile/file.go: an empty one is the file itself.
    credHelpers: { 'registry.example.com': '', 'third.example.com': 'third' },
    credsStore: 'desktop',
    cliPluginsExtraDirs: [join(folder, 'cli-plugins'), '/opt/plugins'],
  });
});

test('a build gets an identity token as an identity token', async () => {
  configure({ auths: { 'registry.example.com': { identitytoken: 'canary' } } });
  const { auths } = await configOfBuild(undefined);
  expect(auths).toEqual({ 'registry.example.com': { identitytoken: 'canary' } });
});

describe('a base image in another account of Amazon ECR', () => {
  const account = createEcrAccount({ accountId: '999999999999' });
  const before = { ...process.env };
  afterEach(() => {
    process.env = { ...before };
  });

  test('gets a login of its own; registries elsewhere keep theirs', async () => {
    const api = await startEcr({ account });
    try {
      Object.assign(process.env, account.credentials, { AWS_ENDPOINT_URL: api.url });
      configure({ credsStore: 'desktop' });
      const bases = [account.registryHost, account.registryHost, 'docker.io', 'ghcr.io'];
      const { auths, credHelpers, credsStore } = await configOfBuild({ username: 'robot', password: 'secret' }, bases);
      const [password] = account.tokens.keys();
      expect(auths).toEqual({
        [account.registryHost]: { auth: Buffer.from(`AWS:${password}`).toString('base64') },
        'registry.example.com': { auth: Buffer.from('robot:secret').toString('base64') },
      });
      expect(credHelpers).toEqual({ [account.registryHost]: '', 'registry.example.com': '' });
      expect(credsStore).toBe('desktop');
      expect(api.service.calls).toHaveLength(1);
    } finally {
      await api.close();
    }
  });

  test('is left to Docker’s configuration where the job has no AWS credentials', async () => {
    Object.assign(process.env, { AWS_EC2_METADATA_DISABLED: 'true' });
    configure({ credHelpers: { [account.registryHost]: 'ecr-login' } });
    expect((await configOfBuild(undefined, [account.registryHost])).credHelpers).toEqual({
      [account.registryHost]: 'ecr-login',
    });
  });
});
