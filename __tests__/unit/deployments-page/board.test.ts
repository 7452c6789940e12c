import { expect, test } from '@jest/globals';
import { board } from '../../../src/deployments-page/board.ts';
import type { PageData } from '../../../src/deployments-page/data.ts';
import { COMMIT, sampleData, sampleEvent, sampleFile } from './sample-data.ts';

/** The text of each card, without markup. */
function cards(data: PageData): string[] {
  const { text } = board(data);
  return [...text.matchAll(/<li class="card.*?^<\/li>/gms)].map(([card]) =>
    card
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  );
}

test('a card has name, file, state, age, title, version, approver and time to Healthy', () => {
  expect(cards(sampleData())).toEqual([
    'Flux ✓ Healthy flux-values.yaml Deployed 2 hours ago : Load orders hourly (#7) version-aaaaaaa · approved by @ada · Healthy after 1 min 30 s',
  ]);
});

test('a card has the exact time and the whole tag on hover', () => {
  const { text } = board(sampleData());
  expect(text).toContain('<time datetime="2026-03-01T10:00:00Z" title="2026-03-01 10:00 UTC">2 hours ago</time>');
  expect(text).toContain(`<code title="version-${COMMIT}">`);
});

test('a deployment without title, approver and result shows its number', () => {
  const {
    approvers: _,
    ending: __,
    ...event
  } = sampleEvent({ pullRequests: [{ url: 'https://github.com/o/r/pull/9' }] });
  expect(cards(sampleData({ events: [event] }))).toEqual([
    'Flux ✓ Deployed flux-values.yaml Deployed 2 hours ago : #9 version-aaaaaaa',
  ]);
});

test('a card says that the version was restored by a rollback, and by whom', () => {
  const failed = `version-${'b'.repeat(40)}`;
  const hold = { sentence: `Held: ${failed} failed`, by: 'on-failure: rollback', reason: `${failed} failed` };
  const back = sampleEvent({ kind: 'rollback', failedCommit: 'd'.repeat(40) });
  const byPerson = sampleEvent({ kind: 'rollback', pullRequests: [] });
  expect(
    cards(sampleData({ events: [back, byPerson], files: [sampleFile({ hold }), sampleFile({ current: 1 })] })),
  ).toEqual([
    expect.stringMatching(
      /Held by on-failure: rollback: version-bbbbbbb failed Rolled back automatically 2 hours ago to Load orders hourly \(#7\) version-aaaaaaa/,
    ),
    expect.stringMatching(/Rolled back 2 hours ago version-aaaaaaa/),
  ]);
});

test('says why a team needs attention', () => {
  const by = '@ada';
  const reason = 'month end';
  const { current: _, ...byHand } = sampleFile({ tag: '2.10.2' });
  const merge = (number: number, mergedAt: string) => ({
    url: `https://github.com/o/r/pull/${number}`,
    title: `Change ${number}`,
    mergedAt,
  });
  const waiting = [5, 4, 3, 2, 1].map((number) => merge(number, `2026-03-01T0${number}:00:00Z`));
  const events = [sampleEvent(), sampleEvent({ ending: 'failed', error: 'rollout-failed' })];
  const texts = cards(
    sampleData({
      events,
      files: [
        sampleFile({ current: 1 }),
        sampleFile({ hold: { sentence: 'Held', by, reason, since: '2026-03-01T09:00:00Z' } }),
        sampleFile({ hold: { sentence: 'Held: see the wiki' } }),
        byHand,
        { ...byHand, tag: null },
        sampleFile({ waiting }),
      ],
    }),
  );
  expect(texts.map((text) => text.replace(/ (Deployed|version-).*/, '').replace(/flux-values.yaml /, ''))).toEqual([
    'Flux ✗ Failed The rollout failed: rollout-failed.',
    'Flux ‖ Held Held by @ada 3 hours ago : month end',
    'Flux ‖ Held Held: see the wiki',
    'Flux ✎ By hand No deployment wrote the tag 2.10.2 .',
    'Flux ? No tag The values file sets no tag, so the chart’s default image runs.',
    'Flux … Behind 5 merges are not deployed, the oldest is from 11 hours ago . Change 5 (#5) Change 4 (#4) Change 3 (#3) and 2 more',
  ]);
});

test('the newest run failed before its commit', () => {
  const failed = sampleEvent({ kind: 'failed', at: '2026-03-01T11:59:30Z', error: 'approval-missing' });
  const [text] = cards(sampleData({ events: [failed, sampleEvent()], files: [sampleFile({ current: 1 })] }));
  expect(text).toContain(
    '✗ Failed flux-values.yaml The newest run failed just now : approval-missing. Deployed 2 hours ago',
  );
});
