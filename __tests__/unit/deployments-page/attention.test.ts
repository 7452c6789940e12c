import { expect, test } from '@jest/globals';
import { rankFiles } from '../../../src/deployments-page/attention.ts';
import type { PageData, PageFile } from '../../../src/deployments-page/data.ts';
import { sampleData, sampleEvent, sampleFile } from './sample-data.ts';

function rank(data: PageData) {
  return rankFiles(data).map(({ file, concerns }) => [file.name, ...concerns]);
}

function fileOf(name: string, more: Partial<PageFile> = {}): PageFile {
  return sampleFile({ name, ...more });
}

test('orders teams by urgency, then by name', () => {
  const { current: _, ...byHand } = fileOf('By hand');
  const hold = { sentence: 'Held' };
  const waiting = [{ url: 'https://github.com/o/r/pull/8', mergedAt: '2026-03-01T10:59:00Z' }];
  const files = [
    fileOf('Zeta'),
    fileOf('Behind', { waiting }),
    { ...byHand, name: 'No tag', tag: null },
    byHand,
    fileOf('Held', { hold }),
    fileOf('Failed', { current: 1, hold }),
    fileOf('Alpha'),
  ];
  expect(rank(sampleData({ files, events: [sampleEvent({ file: 99 }), sampleEvent({ ending: 'failed' })] }))).toEqual([
    ['Failed', 'failed', 'held'],
    ['Held', 'held'],
    ['By hand', 'by-hand'],
    ['No tag', 'no-tag'],
    ['Behind', 'behind'],
    ['Alpha'],
    ['Zeta'],
  ]);
});

test('a merge has an hour to be deployed', () => {
  const waiting = (mergedAt: string) => [{ url: 'https://github.com/o/r/pull/8', mergedAt }];
  const files = [
    fileOf('Late', { waiting: waiting('2026-03-01T10:59:59Z') }),
    fileOf('On time', { waiting: waiting('2026-03-01T11:00:00Z') }),
  ];
  expect(rank(sampleData({ files }))).toEqual([['Late', 'behind'], ['On time']]);
});

test('a failed run needs attention until a later deployment, hold or rollback; a commit by hand changes nothing', () => {
  const failed = sampleEvent({ kind: 'failed' });
  const ranked = (events: PageData['events']) => rank(sampleData({ events, files: [fileOf('Flux', { current: 1 })] }));
  expect(ranked([failed, sampleEvent()])).toEqual([['Flux', 'failed']]);
  expect(ranked([sampleEvent({ kind: 'by-hand' }), sampleEvent(), failed])).toEqual([['Flux']]);
  expect(ranked([sampleEvent({ kind: 'by-hand' }), sampleEvent({ file: 1 }), failed])).toEqual([['Flux', 'failed']]);
});
