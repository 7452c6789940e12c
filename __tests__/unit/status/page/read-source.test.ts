import { afterEach, expect, test } from '@jest/globals';
import { type Answer, json } from '../../../../sandbox/http/message.ts';
import { Service } from '../../../../sandbox/http/service.ts';
import type { DeploymentEvent } from '../../../../src/deployments-page/data.ts';
import { GitHub } from '../../../../src/github/api/client.ts';
import { readSource } from '../../../../src/status/page/read-source.ts';

const SOURCE = 'flux-data/flux-airflow';
const EVENT: DeploymentEvent = { kind: 'deploy', at: '2026-03-01T10:00:00Z', source: SOURCE };
const PROVED: DeploymentEvent = { ...EVENT, pullRequests: [{ url: `https://github.com/${SOURCE}/pull/7` }] };
const REFUSED = json(200, { data: null, errors: [{ type: 'FORBIDDEN', message: 'Resource not accessible' }] });
const LAST = { pageInfo: { hasNextPage: false, endCursor: null } };
const URL = `https://github.com/${SOURCE}/pull/7`;
const NODE = { number: 7, title: 'Load orders', url: URL, mergedAt: '2026-03-01T09:59:00Z', baseRefName: 'main' };
const MERGED = json(200, { data: { repository: { pullRequests: { ...LAST, nodes: [NODE] } } } });

let service: Service;
afterEach(() => service.close());

async function ask(event: DeploymentEvent, merged: Answer) {
  service = await Service.start({
    name: 'github',
    routes: [
      {
        method: 'POST',
        path: '/graphql',
        handle: async (request) => (String(await request.body()).includes('ReadMerged') ? merged : REFUSED),
      },
    ],
  });
  const github = new GitHub({ token: 'token', tokenName: 'github-token', apiUrl: service.url });
  return readSource(github, SOURCE, [event]);
}

test('reports a repository as refused if nothing in it can be read', async () => {
  expect(await ask(PROVED, REFUSED)).toMatchObject({ isRefused: true, events: [PROVED] });
  await service.close();
  expect(await ask(EVENT, REFUSED)).toMatchObject({ isRefused: true, events: [EVENT] });
});

test('does not if its pull requests can be read', async () => {
  expect(await ask(PROVED, MERGED)).toMatchObject({ isRefused: false, events: [{ ...PROVED, mergeSeconds: 60 }] });
});

test('the title is the one that the pull request has now; without it, the one of the commit stays', async () => {
  const titled = { ...PROVED, pullRequests: [{ url: URL, title: 'Load order' }] };
  expect((await ask(titled, MERGED)).events).toMatchObject([{ pullRequests: [{ url: URL, title: 'Load orders' }] }]);
  await service.close();
  expect((await ask(titled, REFUSED)).events).toMatchObject([{ pullRequests: [{ url: URL, title: 'Load order' }] }]);
});
