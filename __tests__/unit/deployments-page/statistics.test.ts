import { expect, test } from '@jest/globals';
import type { DeploymentEvent } from '../../../src/deployments-page/data.ts';
import { countEvents, splitByWeek, spreadOf } from '../../../src/deployments-page/statistics.ts';

function event(at: string, more: Partial<DeploymentEvent> = {}): DeploymentEvent {
  return { kind: 'deploy', at, ...more };
}

test('a rollback counts as a hold; a resume deploys only if it changes the tag; unknown times do not count', () => {
  const events = [
    event('2026-03-01T00:00:00Z', { mergeSeconds: 10, healthySeconds: 60 }),
    event('2026-03-02T00:00:00Z', { mergeSeconds: 30, ending: 'failed' }),
    event('2026-03-03T00:00:00Z', { kind: 'rollback' }),
    event('2026-03-04T00:00:00Z', { kind: 'resume', tag: 'a', previousTag: 'a' }),
    event('2026-03-05T00:00:00Z', { kind: 'resume', tag: 'b', previousTag: 'a' }),
    event('2026-03-06T00:00:00Z', { kind: 'failed' }),
    event('2026-03-07T00:00:00Z', { kind: 'by-hand' }),
  ];
  expect(countEvents(events)).toEqual({
    deployments: 3,
    rollbacks: 1,
    failures: 2,
    holds: 1,
    merge: { median: 20, p90: 28 },
    healthy: { median: 60, p90: 60 },
  });
  expect(countEvents([])).toEqual({ deployments: 0, rollbacks: 0, failures: 0, holds: 0 });
});

test('median and 90th percentile lie between the two nearest values', () => {
  expect(spreadOf([])).toBeUndefined();
  expect(spreadOf([7])).toEqual({ median: 7, p90: 7 });
  expect(spreadOf([3, 1, 2])).toEqual({ median: 2, p90: 2.8 });
  expect(spreadOf(Array.from({ length: 11 }, (_, index) => index * 10))).toEqual({ median: 50, p90: 90 });
});

test('splits events into weeks that begin on Monday, without gaps', () => {
  const weeks = splitByWeek([
    event('2026-03-15T23:59:59Z'),
    event('2026-03-01T12:00:00Z'),
    event('2026-02-23T00:00:00Z'),
  ]);
  expect(weeks.map(({ start, events }) => [new Date(start * 1000).toISOString().slice(0, 10), events.length])).toEqual([
    ['2026-02-23', 2],
    ['2026-03-02', 0],
    ['2026-03-09', 1],
  ]);
  expect(splitByWeek([])).toEqual([]);
});
