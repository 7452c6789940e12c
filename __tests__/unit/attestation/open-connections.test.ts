import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Service } from '../../../sandbox/http/service.ts';
import { waitFor } from '../../../sandbox/wait-for.ts';
import { openConnections } from '../../../src/attestation/open-connections.ts';

let services: Service[];
beforeEach(async () => {
  const names = ['fulcio', 'rekor', 'tsa'];
  services = await Promise.all(names.map((name) => Service.start({ name, routes: [] })));
});
afterEach(() => Promise.all(services.map((service) => service.close())));

const counts = () => services.map(({ calls }) => calls.length);

test('asks each service for nothing, once for each call that it will get at the same time', async () => {
  const [fulcio = '', rekor = '', tsa = ''] = services.map(({ url }) => url);
  openConnections({ fulcio, rekor, tsa });
  await waitFor('seven requests', () => counts().reduce((sum, count) => sum + count) === 7);
  expect(counts()).toEqual([1, 3, 3]);
  const [first] = services.flatMap(({ calls }) => calls);
  expect([first?.method, first?.path, first?.requestBytes]).toEqual(['HEAD', '/', 0]);
});

test('ignores a service that cannot be reached', async () => {
  const [fulcio = '', , tsa = ''] = services.map(({ url }) => url);
  openConnections({ fulcio: 'http://127.0.0.1:1', tsa });
  openConnections({ fulcio });
  await waitFor('the other requests', () => counts().reduce((sum, count) => sum + count) === 4);
  expect(counts()).toEqual([1, 0, 3]);
});
