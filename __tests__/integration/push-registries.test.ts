import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type AccessKey, createEcrAccount, type EcrAccount, type EcrApi, startEcr } from '../../sandbox/ecr/index.ts';
import { type RegistryOptions, type Registry as SandboxRegistry, startRegistry } from '../../sandbox/registry/index.ts';
import { blobOf } from '../../src/image/oci/blob.ts';
import { digestOf } from '../../src/image/oci/digest.ts';
import type { BuiltImage } from '../../src/image/oci/image.ts';
import { OCI_CONFIG, OCI_MANIFEST } from '../../src/image/oci/media-types.ts';
import type { PushOptions } from '../../src/push/options.ts';
import { pushImage } from '../../src/push/push.ts';
import { openRegistry } from '../../src/registry/client.ts';
import { readMachine } from '../../src/runner/environment.ts';
import { translate } from '../../src/translate/translate.ts';
import { permitWrites } from '../../src/write-permission.ts';

const LOGIN = { username: 'robot', password: 'pass:word' };
const AUTH = { basic: { kind: 'basic', ...LOGIN }, bearer: { kind: 'bearer', credentials: LOGIN } } as const;
let folder: string;
let environment: NodeJS.ProcessEnv;
const running: { close(): Promise<void> }[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flux-airflow-push-'));
  environment = { ...process.env };
  process.env.DOCKER_CONFIG = folder;
});

afterEach(async () => {
  process.env = environment;
  await Promise.all(running.splice(0).map((service) => service.close()));
  rmSync(folder, { recursive: true, force: true });
});

async function start(options: Omit<RegistryOptions, 'directory'> = {}): Promise<SandboxRegistry> {
  const registry = await startRegistry({ directory: join(folder, 'registry'), ...options });
  running.push(registry);
  return registry;
}

function image(): BuiltImage {
  const config = Buffer.from('{"rootfs":{"type":"layers","diff_ids":[]}}');
  const descriptor = { mediaType: OCI_CONFIG, digest: digestOf(config), size: config.length };
  const bytes = Buffer.from(
    JSON.stringify({ schemaVersion: 2, mediaType: OCI_MANIFEST, config: descriptor, layers: [] }),
  );
  const manifest = { mediaType: OCI_MANIFEST, digest: digestOf(bytes), bytes };
  return {
    tag: 'version-1',
    digest: manifest.digest,
    runtime: 'runtime-1',
    manifest,
    blobs: [blobOf(config)],
  };
}

function push(host: string, credentials?: typeof LOGIN): PushOptions {
  const name = { registry: host, repository: 'team/flux-airflow' };
  const registry = openRegistry({
    image: name,
    machine: readMachine(),
    ...(credentials === undefined ? {} : { credentials }),
  });
  return { registry, image: name, built: image(), dryRun: false, permission: permitWrites() };
}

const auths = (host: string) => ({ auths: { [host]: { auth: Buffer.from('robot:pass:word').toString('base64') } } });

test.each(['relative', 'absolute'] as const)('an anonymous registry, %s locations', async (locations) => {
  const { host } = await start({ locations });
  expect((await pushImage(push(host))).outcome).toBe('pushed');
  expect((await pushImage(push(host))).outcome).toBe('unchanged');
});

test.each(['basic', 'bearer'] as const)('%s authentication, with Docker’s credentials', async (kind) => {
  const { host } = await start({ auth: AUTH[kind] });
  writeFileSync(join(folder, 'config.json'), JSON.stringify(auths(host)));
  expect((await pushImage(push(host))).outcome).toBe('pushed');
});

test('credentials of a helper, which reads its standard input', async () => {
  const { host } = await start({ auth: AUTH.bearer });
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ credHelpers: { [host]: 'test' } }));
  const helper = join(folder, 'docker-credential-test');
  writeFileSync(
    helper,
    `#!/bin/sh\nread host\n[ "$host" = "${host}" ] && echo '{"Username":"robot","Secret":"pass:word"}'\n`,
  );
  chmodSync(helper, 0o755);
  process.env.PATH = `${folder}${delimiter}${process.env.PATH}`;
  expect((await pushImage(push(host))).outcome).toBe('pushed');
});

/** Runs the work, with its error as the user reads it. */
function asRead<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => Promise.reject(translate(error)));
}

test.each(['basic', 'bearer'] as const)('wrong credentials are reported: %s', async (kind) => {
  const { host } = await start({ auth: AUTH[kind] });
  await expect(asRead(pushImage(push(host, { username: 'robot', password: 'no' })))).rejects.toMatchObject({
    code: 'registry-denied',
  });
  await expect(asRead(pushImage(push(host)))).rejects.toMatchObject({ code: 'registry-denied' });
});

test('an upload of a few blobs begins before the lookup ends, and sends only missing blobs', async () => {
  const { host, service } = await start();
  const options = push(host);
  const layer = blobOf(Buffer.from('a'));
  await options.registry.putBlob(layer);
  const before = service.calls.length;
  const built = { ...options.built, blobs: [...options.built.blobs, layer] };
  expect((await pushImage({ ...options, built })).outcome).toBe('pushed');
  const calls = service.calls.slice(before);
  expect(calls.filter(({ method }) => method === 'POST')).toHaveLength(2);
  expect(calls.filter(({ method, path }) => method === 'PUT' && path.includes('/blobs/'))).toHaveLength(1);
});

test('for an image with many blobs, only uploads of missing blobs begin', async () => {
  const { host, service } = await start();
  const options = push(host);
  const layers = ['a', 'b', 'c', 'd'].map((text) => blobOf(Buffer.from(text)));
  await Promise.all(layers.map((layer) => options.registry.putBlob(layer)));
  const before = service.calls.length;
  const { built } = options;
  await pushImage({ ...options, built: { ...built, blobs: [...built.blobs, ...layers] } });
  const begun = service.calls.slice(before).filter(({ method }) => method === 'POST');
  expect(begun).toHaveLength(1);
});

test('a dry run sends nothing', async () => {
  const { host, service } = await start();
  expect((await pushImage({ ...push(host), dryRun: true })).outcome).toBe('pushed');
  expect(service.calls.filter(({ method }) => method !== 'HEAD')).toEqual([]);
});

async function startAmazon(
  key: Partial<AccessKey>,
  immutable = false,
): Promise<{ host: string; api: EcrApi; registry: SandboxRegistry; account: EcrAccount }> {
  const accessKey = {
    accessKeyId: 'AKIAEXAMPLE',
    secretAccessKey: 'secret',
    arn: 'arn:aws:iam::123456789012:role/ci',
    ...key,
  };
  const account = createEcrAccount({ accessKeys: [accessKey] });
  account.createRepository('team/flux-airflow', {
    tagMutability: { mutability: immutable ? 'IMMUTABLE' : 'MUTABLE', exclusions: [] },
  });
  const api = await startEcr({ account });
  running.push(api);
  const registry = await start({ ecr: account });
  Object.assign(process.env, account.credentials, {
    AWS_ENDPOINT_URL: api.url,
    FLUX_AIRFLOW_REGISTRY_ENDPOINTS: JSON.stringify({ [account.registryHost]: registry.url }),
  });
  return { host: account.registryHost, api, registry, account };
}

test('Amazon ECR: one token, no challenge', async () => {
  const { host, api, registry } = await startAmazon({});
  expect((await pushImage(push(host))).outcome).toBe('pushed');
  expect(api.service.calls.map(({ route }) => route)).toEqual(['GetAuthorizationToken']);
  expect(registry.service.calls.filter(({ status }) => status === 401)).toEqual([]);
});

test('Amazon ECR: an immutable tag whose PUT response was lost is ours', async () => {
  const { host, registry } = await startAmazon({}, true);
  const options = push(host);
  await pushImage({ ...options, built: { ...options.built, tag: 'version-0' } });
  const route = registry.service.calls.findLast(
    ({ method, path }) => method === 'PUT' && path.includes('manifests'),
  )?.route;
  registry.service.faults.plan({ route: route ?? '', nth: 1, fault: 'lost-answer' });
  expect((await pushImage(options)).digest).toBe(options.built.digest);
  expect(await options.registry.resolve('version-1')).toBe(options.built.digest);
});

test('Amazon ECR: a permission that the role lacks is named', async () => {
  const denied = await startAmazon({ allowed: new Set(['ecr:PutImage']) });
  await expect(asRead(pushImage(push(denied.host)))).rejects.toMatchObject({
    code: 'ecr-denied',
    remedy: expect.stringContaining('ecr:GetAuthorizationToken'),
  });
});

test('Amazon ECR: a missing repository, and missing credentials', async () => {
  const { host } = await startAmazon({});
  const name = { registry: host, repository: 'other' };
  const registry = openRegistry({ image: name, machine: readMachine() });
  await expect(asRead(registry.putBlob(blobOf(Buffer.from('x'))))).rejects.toMatchObject({
    code: 'repository-missing',
  });
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_EC2_METADATA_DISABLED: 'true' });
  await expect(asRead(openRegistry({ image: name, machine: readMachine() }).resolve('x'))).rejects.toMatchObject({
    code: 'aws-credentials',
  });
});

function pushInto(registry: string, createRepository: boolean): PushOptions {
  const name = { registry, repository: 'new-team/airflow' };
  return {
    registry: openRegistry({ image: name, machine: readMachine(), createRepository }),
    image: name,
    built: image(),
    dryRun: false,
    permission: permitWrites(),
  };
}

test('Amazon ECR: a repository is created on request, with immutable tags and scans', async () => {
  const { host, api, account } = await startAmazon({});
  await expect(asRead(pushImage(pushInto(host, false)))).rejects.toMatchObject({
    code: 'repository-missing',
    remedy: expect.stringContaining('create-repository: true'),
  });
  expect((await pushImage(pushInto(host, true))).outcome).toBe('pushed');
  expect(account.repositories.get('new-team/airflow')).toMatchObject({
    scanOnPush: true,
    tagMutability: { mutability: 'IMMUTABLE' },
  });
  expect(api.service.calls.filter(({ route }) => route === 'CreateRepository')).toHaveLength(1);
  expect((await pushImage(pushInto(host, true))).outcome).toBe('unchanged');
});

test('Amazon ECR: a creation template creates the repository on push, which reads as empty before', async () => {
  const { host, account, api } = await startAmazon({});
  account.createsOnPush = true;
  expect(await pushInto(host, false).registry.resolve('version-1')).toBeUndefined();
  expect(await pushInto(host, false).registry.getManifest('version-1')).toBeUndefined();
  expect((await pushImage(pushInto(host, false))).outcome).toBe('pushed');
  expect(api.service.calls.filter(({ route }) => route === 'CreateRepository')).toEqual([]);
});

test('a missing repository is an error before an image is built for it', async () => {
  const { host } = await startAmazon({});
  await expect(asRead(pushInto(host, false).registry.requireWritable())).rejects.toMatchObject({
    code: 'repository-missing',
  });
  await pushInto(host, true).registry.requireWritable();
  await pushInto(host, false).registry.requireWritable();
});

test('Amazon ECR: two runs that find no repository at the same time both succeed', async () => {
  const { host } = await startAmazon({});
  const outcomes = await Promise.all([pushImage(pushInto(host, true)), pushImage(pushInto(host, true))]);
  expect(outcomes.map(({ digest }) => digest)).toEqual([image().digest, image().digest]);
});

test('Amazon ECR: the missing IAM action is named, for a repository and for an upload', async () => {
  const pull = ['ecr:GetAuthorizationToken', 'ecr:BatchGetImage', 'ecr:BatchCheckLayerAvailability'];
  const { host } = await startAmazon({ allowed: new Set([...pull, 'ecr:InitiateLayerUpload']) });
  await expect(asRead(pushImage(pushInto(host, true)))).rejects.toMatchObject({
    code: 'ecr-denied',
    remedy: expect.stringMatching(/ecr:CreateRepository on arn:aws:ecr:eu-west-1:123456789012:repository\/new-team/),
  });
  await expect(asRead(pushImage(push(host)))).rejects.toMatchObject({
    code: 'registry-denied',
    remedy: expect.stringMatching(/^Grant the role of this job ecr:CompleteLayerUpload/),
  });
});
