import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchCheckLayerAvailabilityCommand,
  BatchDeleteImageCommand,
  BatchGetImageCommand,
  CreateRepositoryCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
  GetLifecyclePolicyCommand,
  ListImagesCommand,
  PutImageCommand,
  PutImageTagMutabilityCommand,
  PutLifecyclePolicyCommand,
} from '@aws-sdk/client-ecr';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type AccessKey, createEcrAccount, type EcrAccount, type EcrApi, startEcr } from '../../sandbox/ecr/index.ts';
import { type Registry, startRegistry } from '../../sandbox/registry/index.ts';

const IMAGE = 'application/vnd.oci.image.manifest.v1+json';
const CONFIG = 'application/vnd.oci.image.config.v1+json';
const repositoryName = 'flux-airflow';

let directory: string;
let account: EcrAccount;
let registry: Registry;
let ecr: EcrApi;
let client: ECRClient;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sandbox-ecr-'));
  account = createEcrAccount({ repositories: [repositoryName] });
  [registry, ecr] = await Promise.all([startRegistry({ directory, ecr: account }), startEcr({ account })]);
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = account.credentials;
  client = clientOf(AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY);
});
afterEach(async () => {
  client.destroy();
  await Promise.all([registry.close(), ecr.close()]);
  await rm(directory, { recursive: true, force: true });
});

function clientOf(accessKeyId: string, secretAccessKey: string, region = account.region): ECRClient {
  return new ECRClient({ endpoint: ecr.url, region, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 });
}

function digest(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

async function authorization(): Promise<string> {
  const { authorizationData } = await client.send(new GetAuthorizationTokenCommand({}));
  return `Basic ${authorizationData?.[0]?.authorizationToken}`;
}

async function send(
  method: string,
  path: string,
  options: { body?: string | Uint8Array<ArrayBuffer>; authorization?: string; type?: string } = {},
) {
  const { body = null, authorization: given = await authorization(), type } = options;
  const headers = {
    ...(given === '' ? {} : { authorization: given }),
    ...(type === undefined ? {} : { 'content-type': type }),
  };
  return fetch(new URL(path, registry.url), { method, body, headers, redirect: 'manual' });
}

async function pushBlob(bytes: Uint8Array<ArrayBuffer>, name = repositoryName): Promise<string> {
  const begun = await send('POST', `/v2/${name}/blobs/uploads/`);
  const put = await send('PUT', `${begun.headers.get('location')}?digest=${digest(bytes)}`, { body: bytes });
  expect(put.status).toBe(201);
  return digest(bytes);
}

async function manifestWith(note: string): Promise<string> {
  const config = Buffer.from('{}');
  const configDigest = await pushBlob(config);
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: IMAGE,
    config: { mediaType: CONFIG, digest: configDigest, size: config.length },
    layers: [],
    annotations: { note },
  });
}

const push = (tag: string, body: string) =>
  send('PUT', `/v2/${repositoryName}/manifests/${tag}`, { body, type: IMAGE });

test('a token of the API opens the registry for twelve hours', async () => {
  const { authorizationData } = await client.send(new GetAuthorizationTokenCommand({}));
  const [data] = authorizationData ?? [];
  expect(data?.proxyEndpoint).toBe('https://123456789012.dkr.ecr.eu-west-1.amazonaws.com');
  const hours = ((data?.expiresAt?.getTime() ?? 0) - Date.now()) / 3_600_000;
  expect(hours).toBeGreaterThan(11.9);
  expect(hours).toBeLessThan(12.1);
  expect((await send('GET', '/v2/')).status).toBe(200);
  const ping = ecr.service.calls.map(({ route, status }) => [route, status]);
  expect(ping).toContainEqual(['GetAuthorizationToken', 200]);
});

test('the registry challenges in plain text, and rejects wrong and expired tokens', async () => {
  const none = await send('GET', '/v2/', { authorization: '' });
  expect(none.status).toBe(401);
  expect(none.headers.get('www-authenticate')).toBe(
    'Basic realm="https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/",service="ecr.amazonaws.com"',
  );
  expect(none.headers.get('content-type')).toMatch(/^text\/plain/);
  expect(await none.text()).toBe('Not Authorized\n');
  expect((await send('GET', '/v2/', { authorization: `Basic ${btoa('AWS:guess')}` })).status).toBe(401);
  const [key] = account.accessKeys.values();
  const { password } = account.issueToken(key as AccessKey, -1);
  const expired = await send('GET', '/v2/', { authorization: `Basic ${btoa(`AWS:${password}`)}` });
  expect(expired.status).toBe(403);
  expect(await expired.text()).toMatch(/token has expired/);
});

test('repositories must be created first', async () => {
  const refused = await send('POST', '/v2/new/blobs/uploads/');
  expect(refused.status).toBe(404);
  expect(await refused.json()).toEqual({
    errors: [
      {
        code: 'NAME_UNKNOWN',
        message: "The repository with name 'new' does not exist in the registry with id '123456789012'",
      },
    ],
  });
  const created = await client.send(
    new CreateRepositoryCommand({
      repositoryName: 'new',
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
    }),
  );
  expect(created.repository).toMatchObject({
    repositoryUri: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/new',
    imageTagMutability: 'IMMUTABLE',
    imageScanningConfiguration: { scanOnPush: true },
  });
  await pushBlob(Buffer.from('now it is there'), 'new');
  await expect(client.send(new CreateRepositoryCommand({ repositoryName: 'new' }))).rejects.toMatchObject({
    name: 'RepositoryAlreadyExistsException',
  });
  const { repositories } = await client.send(new DescribeRepositoriesCommand({}));
  expect(repositories?.map((repository) => repository.repositoryName)).toEqual([repositoryName, 'new']);
  await expect(client.send(new DescribeRepositoriesCommand({ repositoryNames: ['none'] }))).rejects.toMatchObject({
    name: 'RepositoryNotFoundException',
    $metadata: { httpStatusCode: 400 },
  });
});

test('an immutable tag accepts only the same bytes again, from the registry and from the API', async () => {
  await client.send(new PutImageTagMutabilityCommand({ repositoryName, imageTagMutability: 'IMMUTABLE' }));
  const [first, second] = [await manifestWith('first'), await manifestWith('second')];
  expect((await push('v1', first)).status).toBe(201);
  expect((await push('v1', first)).status).toBe(201);
  const refused = await push('v1', second);
  expect(refused.status).toBe(400);
  expect(await refused.json()).toEqual({
    errors: [
      {
        code: 'TAG_INVALID',
        message:
          "The image tag 'v1' already exists in the 'flux-airflow' repository and cannot be overwritten because the tag is immutable.",
      },
    ],
  });
  const again = (imageManifest: string) =>
    client.send(new PutImageCommand({ repositoryName, imageTag: 'v1', imageManifest }));
  await expect(again(first)).rejects.toMatchObject({ name: 'ImageAlreadyExistsException' });
  await expect(again(second)).rejects.toMatchObject({ name: 'ImageTagAlreadyExistsException' });
});

test('an exclusion by wildcard inverts the rule', async () => {
  await client.send(
    new PutImageTagMutabilityCommand({
      repositoryName,
      imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
      imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: 'dev-*' }],
    }),
  );
  const [first, second] = [await manifestWith('first'), await manifestWith('second')];
  for (const tag of ['dev', 'dev-1']) expect((await push(tag, first)).status).toBe(201);
  expect((await push('dev', second)).status).toBe(400);
  expect((await push('dev-1', second)).status).toBe(201);
});

test('chunked uploads are broken: they return 201 and lose later chunks', async () => {
  const begun = await send('POST', `/v2/${repositoryName}/blobs/uploads/`);
  const location = begun.headers.get('location') ?? '';
  const chunk = (body: string) => send('PATCH', location, { body });
  const answers = [await chunk('one'), await chunk('two')];
  expect(answers.map(({ status, headers }) => [status, headers.get('range')])).toEqual([
    [201, '0-2'],
    [201, '0-2'],
  ]);
  const whole = digest(Buffer.from('onetwo'));
  expect((await send('PUT', `${location}?digest=${whole}`)).status).toBe(400);
});

test('a blob is downloaded from a pre-signed URL of another origin, without authorization', async () => {
  const bytes = Buffer.from('a layer');
  const name = await pushBlob(bytes);
  const redirect = await send('GET', `/v2/${repositoryName}/blobs/${name}`);
  expect(redirect.status).toBe(307);
  const url = new URL(redirect.headers.get('location') ?? '');
  expect(url.origin).not.toBe(registry.url);
  expect(await (await fetch(url)).text()).toBe('a layer');
  expect((await fetch(url, { headers: { authorization: await authorization() } })).status).toBe(400);
  url.searchParams.set('X-Amz-Signature', '0'.repeat(64));
  expect((await fetch(url)).status).toBe(403);
});

test('the API sees an image that was pushed to the registry, and the registry serves one that the API put', async () => {
  const manifest = await manifestWith('shared');
  await push('v1', manifest);
  const ids = { repositoryName, imageIds: [{ imageTag: 'v1' }, { imageTag: 'v2' }] };
  const { images, failures } = await client.send(new BatchGetImageCommand(ids));
  expect(images?.map((image) => image.imageManifest)).toEqual([manifest]);
  expect(failures).toEqual([
    { imageId: { imageTag: 'v2' }, failureCode: 'ImageNotFound', failureReason: 'Requested image not found' },
  ]);
  await client.send(new PutImageCommand({ repositoryName, imageTag: 'v2', imageManifest: manifest }));
  expect(await (await send('GET', `/v2/${repositoryName}/manifests/v2`)).text()).toBe(manifest);
  const { imageDetails } = await client.send(new DescribeImagesCommand(ids));
  expect(imageDetails?.[0]).toMatchObject({
    imageDigest: digest(Buffer.from(manifest)),
    imageTags: ['v1', 'v2'],
    imageSizeInBytes: 2,
    imagePushedAt: expect.any(Date),
  });
  const { imageIds } = await client.send(new ListImagesCommand({ repositoryName, maxResults: 1 }));
  expect(imageIds).toEqual([{ imageDigest: digest(Buffer.from(manifest)), imageTag: 'v1' }]);
});

test('each call reports missing items in its own way', async () => {
  const missing = { repositoryName, imageIds: [{ imageTag: 'none' }] };
  await expect(client.send(new DescribeImagesCommand(missing))).rejects.toMatchObject({
    name: 'ImageNotFoundException',
  });
  await expect(client.send(new BatchGetImageCommand({ ...missing, repositoryName: 'none' }))).rejects.toMatchObject({
    name: 'RepositoryNotFoundException',
  });
  await expect(client.send(new GetLifecyclePolicyCommand({ repositoryName }))).rejects.toMatchObject({
    name: 'LifecyclePolicyNotFoundException',
  });
  const imageManifest = (await manifestWith('x')).replace(
    '"layers":[]',
    `"layers":[{"mediaType":"x","digest":"sha256:${'0'.repeat(64)}","size":1}]`,
  );
  await expect(client.send(new PutImageCommand({ repositoryName, imageManifest }))).rejects.toMatchObject({
    name: 'LayersNotFoundException',
  });
  const refused = await push('v1', imageManifest);
  expect(await refused.text()).toMatch(/BLOB_UPLOAD_UNKNOWN.*Layers with digests/);
  expect(await (await send('GET', `/v2/${repositoryName}/manifests/v1`)).text()).toMatch(/Requested image not found/);
});

test('deletes images, checks layers, keeps a lifecycle policy', async () => {
  const layer = await pushBlob(Buffer.from('a layer'));
  const layerDigests = [layer, `sha256:${'0'.repeat(64)}`];
  const { layers } = await client.send(new BatchCheckLayerAvailabilityCommand({ repositoryName, layerDigests }));
  expect(layers?.map(({ layerAvailability }) => layerAvailability)).toEqual(['AVAILABLE', 'UNAVAILABLE']);
  await push('v1', await manifestWith('gone'));
  const imageIds = [{ imageTag: 'v1' }];
  await client.send(new BatchDeleteImageCommand({ repositoryName, imageIds }));
  expect((await client.send(new ListImagesCommand({ repositoryName }))).imageIds).toEqual([]);
  const lifecyclePolicyText = '{"rules":[]}';
  await client.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
  expect(await client.send(new GetLifecyclePolicyCommand({ repositoryName }))).toMatchObject({ lifecyclePolicyText });
});

test('an unknown key, a missing permission and a wrong region are rejected with AWS’s messages', async () => {
  const refusedBy = async (stranger: ECRClient) => {
    const error = await stranger.send(new GetAuthorizationTokenCommand({})).catch((thrown: Error) => thrown);
    stranger.destroy();
    return error;
  };
  expect(await refusedBy(clientOf('AKIAUNKNOWN', 'secret'))).toMatchObject({ name: 'UnrecognizedClientException' });
  account.accessKeys.set('AKIAREADER', {
    accessKeyId: 'AKIAREADER',
    secretAccessKey: 'secret',
    arn: 'arn:aws:iam::123456789012:user/reader',
    allowed: new Set(['ecr:BatchGetImage']),
  });
  expect(await refusedBy(clientOf('AKIAREADER', 'secret'))).toMatchObject({
    name: 'AccessDeniedException',
    message:
      'User: arn:aws:iam::123456789012:user/reader is not authorized to perform: ecr:GetAuthorizationToken on resource: * because no identity-based policy allows the ecr:GetAuthorizationToken action',
  });
  expect(await refusedBy(clientOf('AKIAREADER', 'secret', 'us-east-1'))).toMatchObject({
    name: 'InvalidSignatureException',
  });
});

test('temporary credentials need their session token, and expire', async () => {
  const key = {
    accessKeyId: 'ASIAROLE',
    secretAccessKey: 'secret',
    arn: 'arn:aws:sts::123456789012:assumed-role/ci/run',
  };
  const ask = async (credentials: object) => {
    const role = new ECRClient({ endpoint: ecr.url, region: account.region, credentials: { ...key, ...credentials } });
    const answer = await role.send(new GetAuthorizationTokenCommand({})).catch((thrown: Error) => thrown.name);
    role.destroy();
    return answer;
  };
  account.accessKeys.set(key.accessKeyId, { ...key, sessionToken: 'session' });
  expect(await ask({})).toBe('UnrecognizedClientException');
  expect(await ask({ sessionToken: 'session' })).toMatchObject({ authorizationData: [expect.anything()] });
  expect(await ask({ sessionToken: 'session', secretAccessKey: 'guess' })).toBe('InvalidSignatureException');
  account.accessKeys.set(key.accessKeyId, { ...key, sessionToken: 'session', expiresAt: new Date(0) });
  expect(await ask({ sessionToken: 'session' })).toBe('ExpiredTokenException');
});

test('the registry rejects a key without push permission, too', async () => {
  const key: AccessKey = {
    accessKeyId: 'AKIAPULLER',
    secretAccessKey: 'secret',
    arn: 'arn:aws:iam::123456789012:user/puller',
    allowed: new Set(['ecr:BatchGetImage']),
  };
  const { password } = account.issueToken(key);
  const refused = await send('POST', `/v2/${repositoryName}/blobs/uploads/`, {
    authorization: `Basic ${btoa(`AWS:${password}`)}`,
  });
  expect(refused.status).toBe(403);
  expect(await refused.text()).toMatch(
    /DENIED.*user\/puller is not authorized to perform: ecr:InitiateLayerUpload on resource: arn:aws:ecr:eu-west-1:123456789012:repository\/flux-airflow/,
  );
});
