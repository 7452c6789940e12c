import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { blobOf } from '../../../src/image/oci/blob.ts';
import { digestOf } from '../../../src/image/oci/digest.ts';
import { openRegistry, type Registry } from '../../../src/registry/client.ts';
import { PLAIN_MACHINE } from '../../../src/registry/machine.ts';
import { dockerCredentials } from '../../../src/registry/providers/docker-config.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const CREDENTIALS = { username: 'robot', password: 'canary' };
const TAGGED = digestOf(Buffer.from('tagged'));
const running: Server[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listen(answer: Handler): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => answer(request, response));
  });
  running.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function open(host: string): Registry {
  return openRegistry({ image: { registry: host, repository: 'team/flux-airflow' }, credentials: CREDENTIALS });
}

/** Starts a registry whose token service returns these responses one after another. */
async function withTokens(...answers: Handler[]): Promise<string> {
  return listen((request, response) => {
    if (request.url?.startsWith('/token')) {
      answers.shift()?.(request, response);
    } else if (request.headers.authorization === 'Bearer good') {
      response.writeHead(200, { 'docker-content-digest': TAGGED }).end();
    } else {
      const challenge = `Bearer realm="http://${request.headers.host}/token",service="registry"`;
      response.writeHead(401, { 'www-authenticate': challenge }).end();
    }
  });
}

const gives =
  (status: number, body: string): Handler =>
  (_, response) => {
    response.writeHead(status).end(body);
  };

test('a token request that fails once is retried', async () => {
  const host = await withTokens(gives(503, 'later'), gives(200, '{"token":"good"}'));
  expect(await open(host).resolve('version-1')).toBe(TAGGED);
});

test.each(['<html>a login page</html>', '{}', 'null'])('a token service that returns no token: %s', async (body) => {
  const host = await withTokens(gives(200, body));
  await expect(open(host).resolve('version-1')).rejects.toMatchObject({ kind: 'token-denied' });
});

test('a realm that is not a URL is an error of the registry', async () => {
  const host = await listen((_, response) => {
    response.writeHead(401, { 'www-authenticate': 'Bearer realm="token service",service="registry"' }).end();
  });
  await expect(open(host).resolve('version-1')).rejects.toMatchObject({
    kind: 'invalid-realm',
    message: `The registry ${host} names "token service" as its token service, which is not a URL.`,
  });
});

test('an upload to another server is sent without the credentials', async () => {
  const seen: (string | undefined)[] = [];
  const elsewhere = await listen(({ headers }, response) => {
    seen.push(headers.authorization);
    response.writeHead(201).end();
  });
  const host = await listen((request, response) => {
    if (request.headers.authorization === undefined) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="team"' }).end();
    } else response.writeHead(202, { location: `http://${elsewhere}/upload?signed=1` }).end();
  });
  await open(host).putBlob(blobOf(Buffer.from('layer')));
  expect(seen).toEqual([undefined]);
});

test('another server that takes the upload gets no credentials, even if it asks for them', async () => {
  const asked: (string | undefined)[] = [];
  const elsewhere = await listen(({ url, headers }, response) => {
    asked.push(url, headers.authorization);
    const challenge = `Bearer realm="http://${headers.host}/token",service="elsewhere"`;
    response.writeHead(401, { 'www-authenticate': challenge }).end();
  });
  const host = await listen((_, response) => {
    response.writeHead(202, { location: `http://${elsewhere}/upload` }).end();
  });
  const pushed = open(host).putBlob(blobOf(Buffer.from('layer')));
  await expect(pushed).rejects.toMatchObject({ kind: 'denied' });
  expect(asked).toEqual([expect.stringMatching(/^\/upload\?digest=/), undefined]);
});

test('a missing credential helper is named in the error', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flux-airflow-docker-'));
  try {
    await writeFile(join(folder, 'config.json'), '{"credsStore":"absent"}');
    const asked = dockerCredentials('registry.example.com', { ...PLAIN_MACHINE, dockerConfig: folder });
    await expect(asked).rejects.toMatchObject({
      kind: 'credential-helper',
      message: expect.stringContaining('docker-credential-absent'),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
