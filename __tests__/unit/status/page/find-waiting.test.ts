import { expect, test } from '@jest/globals';
import type { DeploymentEvent } from '../../../../src/deployments-page/data.ts';
import { SAME_CONTENT, UNSEEN } from '../../../../src/github/deployments/deployment.ts';
import type { LoggedDeployment } from '../../../../src/github/deployments/deployment-log.ts';
import type { Merged } from '../../../../src/github/pull-request/merged.ts';
import { findWaiting } from '../../../../src/status/page/find-waiting.ts';

const SOURCE = 'flux-data/flux-airflow';
const CURRENT: DeploymentEvent = {
  kind: 'deploy',
  at: '2026-03-01T12:05:00Z',
  source: SOURCE,
  sourceCommit: 'a'.repeat(40),
  environment: 'production',
  pullRequests: [{ url: `https://github.com/${SOURCE}/pull/2` }],
};

function merged(number: number, time: string, base = 'main'): Merged {
  const url = `https://github.com/${SOURCE}/pull/${number}`;
  return { number, title: `Change ${number}`, url, mergedAt: `2026-03-01T${time}:00Z`, base };
}

function record(createdAt: string, description: string, environment = 'production'): LoggedDeployment {
  const status = { state: 'INACTIVE', description, logUrl: '', createdAt };
  return { commit: 'c', environment, createdAt, statuses: [status] };
}

const ALL = [
  merged(5, '12:40', 'release'),
  merged(4, '12:20'),
  merged(3, '12:30'),
  merged(2, '12:00'),
  merged(1, '11:00'),
];

function numbers(current: DeploymentEvent, events = [current], log: readonly LoggedDeployment[] = []) {
  return findWaiting(current, events, { merged: ALL, log }).map(({ title }) => title);
}

test('pull requests that were merged into the same branch after the deployed ones wait, newest first', () => {
  expect(numbers(CURRENT)).toEqual(['Change 3', 'Change 4']);
  const [first] = ALL.map(({ url }) => ({ url }));
  expect(numbers({ ...CURRENT, pullRequests: [...(CURRENT.pullRequests ?? []), first ?? { url: '' }] })).toEqual([]);
});

test('the deployment of the same commit names the pull requests of a rollback', () => {
  const { pullRequests: _, ...rollback } = { ...CURRENT, kind: 'rollback' as const, at: '2026-03-01T13:00:00Z' };
  expect(numbers(rollback, [rollback, CURRENT])).toEqual(['Change 3', 'Change 4']);
  expect(numbers(rollback, [rollback, { ...CURRENT, sourceCommit: 'b' }])).toEqual([]);
});

test('a merge whose deployment had nothing to change does not wait', () => {
  const log = [record('2026-03-01T12:21:00Z', SAME_CONTENT)];
  expect(numbers(CURRENT, [CURRENT], log)).toEqual(['Change 3']);
  expect(numbers(CURRENT, [CURRENT], [record('2026-03-01T12:21:00Z', UNSEEN)])).toHaveLength(2);
  expect(numbers(CURRENT, [CURRENT], [record('2026-03-01T12:21:00Z', SAME_CONTENT, 'staging')])).toHaveLength(2);
});

test('a record from before a rollback does not count', () => {
  const rollback = { ...CURRENT, kind: 'rollback' as const, at: '2026-03-01T13:00:00Z' };
  expect(numbers(rollback, [rollback], [record('2026-03-01T12:50:00Z', SAME_CONTENT)])).toHaveLength(2);
});

test('nothing waits if the deployed pull requests are unknown', () => {
  expect(numbers({ ...CURRENT, pullRequests: [{ url: `https://github.com/${SOURCE}/pull/99` }] })).toEqual([]);
  expect(numbers({ ...CURRENT, pullRequests: [{ url: 'https://github.com/o/r/pull/2' }] })).toEqual([]);
});

test('a merge in the same second waits, unless it was deployed', () => {
  const both = { merged: [merged(2, '12:00'), merged(6, '12:00')], log: [] };
  const pullRequests = both.merged.map(({ url }) => ({ url }));
  expect(findWaiting(CURRENT, [CURRENT], both)).toMatchObject([{ title: 'Change 6' }]);
  expect(findWaiting({ ...CURRENT, pullRequests }, [{ ...CURRENT, pullRequests }], both)).toEqual([]);
});
