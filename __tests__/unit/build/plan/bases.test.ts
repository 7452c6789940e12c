import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { resolveBases } from '../../../../src/build/plan/bases.ts';
import { parseDockerfile } from '../../../../src/image/dockerfile/parse-dockerfile.ts';
import { keepWhole } from '../../../../src/image/dockerfile/split.ts';
import { digestOf } from '../../../../src/image/oci/digest.ts';
import { PLAIN_MACHINE } from '../../../../src/registry/machine.ts';

const CACHE = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const MANIFEST = Buffer.from('{"schemaVersion":2}');
const DIGEST = digestOf(MANIFEST);
const running: Server[] = [];
const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL } = process.env;
afterEach(async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL });
  for (const server of running.splice(0)) await new Promise((resolve) => server.close(resolve));
});

/** Starts Amazon ECR with a pull-through cache that imports an image only when its manifest is fetched by tag. */
async function startCache(): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { method, url = '' } = request;
    if (method === 'POST') {
      const authorizationToken = Buffer.from('AWS:canary').toString('base64');
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify({ authorizationData: [{ authorizationToken }] }));
      return;
    }
    asked.push(`${method} ${url}`);
    const isImport = method === 'GET' && !url.includes('sha256:');
    response.writeHead(isImport ? 200 : 404, { 'content-type': 'application/vnd.oci.image.manifest.v1+json' });
    response.end(isImport ? MANIFEST : '');
  });
  running.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

test.each([
  ['apache/airflow:3.3.2', 'GET /v2/docker-hub/apache/airflow/manifests/3.3.2'],
  [`apache/airflow:3.3.2@${DIGEST}`, 'GET /v2/docker-hub/apache/airflow/manifests/3.3.2'],
  ['python', 'GET /v2/docker-hub/library/python/manifests/latest'],
])('a pull-through cache of Amazon ECR is asked by tag: %s', async (name, call) => {
  const { url, asked } = await startCache();
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_ENDPOINT_URL: url,
  });
  const [base] = await resolveBases(keepWhole(parseDockerfile(`FROM ${name}\n`, 'Dockerfile')), {
    buildArgs: {},
    platform: 'linux/amd64',
    registryMirror: `${CACHE}/docker-hub`,
    machine: { ...PLAIN_MACHINE, registryEndpoints: JSON.stringify({ [CACHE]: url }) },
    retryLimitMs: 0,
  });
  expect(base?.digest).toEqual(DIGEST);
  expect(asked).toEqual([call]);
});

test('an image that is written with its digest alone is not looked up', async () => {
  const { asked } = await startCache();
  const [base] = await resolveBases(keepWhole(parseDockerfile(`FROM python@${DIGEST}\n`, 'Dockerfile')), {
    buildArgs: {},
    platform: 'linux/amd64',
    registryMirror: `${CACHE}/docker-hub`,
  });
  expect(base?.digest).toEqual(DIGEST);
  expect(asked).toEqual([]);
});
