import { afterEach, expect, test } from '@jest/globals';
import { json } from '../../../sandbox/http/message.ts';
import { Service } from '../../../sandbox/http/service.ts';
import { type ClusterState, checkArgoCd } from '../../../src/status/check-argocd.ts';

const IMAGE = 'registry.example/airflow';

let service: Service;
afterEach(() => service.close());

/** Checks an Argo CD whose first response has this status and body, and whose later ones show a healthy application. */
async function ask(status: number, answer: unknown): Promise<ClusterState> {
  let calls = 0;
  const handle = () => {
    calls += 1;
    return calls === 1 ? json(status, answer) : json(200, applicationOf([`${IMAGE}:version-1`]));
  };
  service = await Service.start({
    name: 'argocd',
    routes: [{ method: 'GET', path: '/api/v1/applications/:name', handle }],
  });
  return checkArgoCd({ server: service.url, token: 'token', application: 'airflow' }, IMAGE, 'version-1');
}

function applicationOf(images: readonly string[], sync = 'Synced', more: object = {}) {
  return { status: { sync: { status: sync }, health: { status: 'Healthy' }, summary: { images }, ...more } };
}

async function askOf(...images: readonly string[]): Promise<readonly string[]> {
  return (await ask(200, applicationOf(images))).drift.map(({ message }) => message);
}

test('an application with the deployed tag has no drift', async () => {
  expect(await askOf(`${IMAGE}:version-1@sha256:${'0'.repeat(64)}`, 'redis:7')).toEqual([]);
});

test('a tag that starts with the deployed tag is a different tag', async () => {
  expect(await askOf(`${IMAGE}:version-1`, `${IMAGE}:version-10`)).toEqual([`The cluster runs ${IMAGE}:version-10.`]);
});

test('reports the response of an Argo CD that refuses without a message', async () => {
  const { drift, unknown } = await ask(403, { code: 7 });
  expect(drift).toEqual([]);
  expect(unknown.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^Could not read Argo CD: .*\{"code":7\} \(403\)/),
  ]);
});

test('retries after a short outage of Argo CD', async () => {
  expect(await ask(502, {})).toEqual({ drift: [], unknown: [] });
});

test('a state that Argo CD does not know is not drift', async () => {
  const conditions = [{ type: 'ComparisonError', message: 'the chart is not there' }];
  expect(await ask(200, applicationOf([`${IMAGE}:version-1`], 'Unknown', { conditions, health: {} }))).toEqual({
    drift: [],
    unknown: [
      {
        code: 'sync-unknown',
        message: 'Argo CD could not compare the cluster with the GitOps repository: the chart is not there',
      },
      { code: 'health-unknown', message: 'Argo CD does not know the health of the application.' },
    ],
  });
});

test('the state is unknown while Argo CD is down', async () => {
  service = await Service.start({ name: 'argocd', routes: [] });
  const { url: server } = service;
  await service.close();
  const { drift, unknown } = await checkArgoCd(
    { server, token: 'token', application: 'airflow' },
    IMAGE,
    'version-1',
    0,
  );
  expect(drift).toEqual([]);
  expect(unknown).toEqual([
    { code: 'service-unavailable', message: expect.stringContaining('Could not read Argo CD') },
  ]);
});
