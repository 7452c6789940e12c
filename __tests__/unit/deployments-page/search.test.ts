import { expect, test } from '@jest/globals';
import { Search } from '../../../src/deployments-page/search.ts';
import { COMMIT, sampleData, sampleEvent } from './sample-data.ts';

const DEPLOYED = sampleEvent();
const ROLLED_BACK = sampleEvent({
  kind: 'rollback',
  note: 'Counts twice',
  requestedBy: '@grace',
  sourceCommit: 'b'.repeat(40),
});
const FAILED = sampleEvent({ kind: 'deploy', ending: 'failed', error: 'rollout-failed', approvers: ['@linus'] });
const ALL = [DEPLOYED, ROLLED_BACK, FAILED];
const search = new Search(sampleData({ events: ALL }));

test.each([
  ['', ALL],
  ['  ', ALL],
  ['flux', ALL],
  ['Load ORDERS', ALL],
  ['#7', ALL],
  ['flux-values.yaml', ALL],
  [COMMIT.slice(0, 10), ALL],
  ['rolled back', [ROLLED_BACK]],
  ['twice @grace', [ROLLED_BACK]],
  ['grace linus', []],
  ['rollout failed', [FAILED]],
  ['linus', [FAILED]],
  ['bbbbbbb', [ROLLED_BACK]],
  ['2026-03-01', ALL],
])('“%s” finds events that contain all its words', (text, found) => expect(search.find(ALL, text)).toEqual(found));

test('finds both deployments of an automatic rollback', () => {
  const failed = sampleEvent({ ending: 'failed', isRolledBack: true });
  const back = sampleEvent({ kind: 'rollback', failedCommit: 'd'.repeat(40) });
  const events = [...ALL, failed, back];
  expect(search.find(events, 'rolled back automatically')).toEqual([back]);
  expect(search.find(events, 'failed and rolled back')).toEqual([failed]);
  expect(search.find(events, 'rollout failed')).toEqual([FAILED]);
});
