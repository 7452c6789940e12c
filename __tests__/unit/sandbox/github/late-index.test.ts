import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { LateIndex } from '../../../../sandbox/github/late-index.ts';

const AN_HOUR_MS = 3_600_000;

test('the first question about an item comes too early, however late it is asked', async () => {
  const index = new LateIndex<object>(20);
  const item = {};
  const happenedAt = new Date(Date.now() - 10_000);
  expect(index.shows(item, happenedAt)).toBe(false);
  await sleep(25);
  expect(index.shows(item, happenedAt)).toBe(true);
  expect(index.shows({}, happenedAt)).toBe(false);
});

test('what happened long before is shown at once', () => {
  const [item, before] = [{}, new Date(Date.now() - 120_000)];
  expect(new LateIndex<object>(20).shows(item, before)).toBe(true);
  expect(new LateIndex<object>(AN_HOUR_MS).shows(item, before)).toBe(false);
});

test('without a delay, everything is shown at once', () => {
  expect(new LateIndex<object>(0).shows({}, new Date())).toBe(true);
});
