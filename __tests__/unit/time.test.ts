import { expect, test } from '@jest/globals';
import { formatAgo, formatDuration, formatFor, formatTime } from '../../src/time.ts';

const NOW = Date.parse('2026-03-03T20:00:00Z');

test.each([
  ['2026-03-03T19:59:30Z', 'just now (2026-03-03 19:59 UTC)'],
  ['2026-03-03T19:56:00Z', '4 minutes ago (2026-03-03 19:56 UTC)'],
  ['2026-03-03T17:00:00Z', '3 hours ago (2026-03-03 17:00 UTC)'],
  ['2026-03-02T19:00:00Z', '1 day ago (2026-03-02 19:00 UTC)'],
  // The clock of a runner may be slow.
  ['2026-03-03T20:00:10Z', 'just now (2026-03-03 20:00 UTC)'],
])('%s was %s', (time, sentence) => expect(formatAgo(time, NOW)).toBe(sentence));

test('a text that is not a time is shown unchanged', () => expect(formatTime('yesterday')).toBe('yesterday'));

test.each([
  ['2026-03-03T19:59:30Z', 'since 2026-03-03 19:59 UTC'],
  ['2026-03-03T17:00:00Z', 'for 3 hours (since 2026-03-03 17:00 UTC)'],
  ['2026-03-02T19:00:00Z', 'for 1 day (since 2026-03-02 19:00 UTC)'],
  ['yesterday', 'since yesterday'],
])('%s has lasted %s', (time, sentence) => expect(formatFor(time, NOW)).toBe(sentence));

test.each([
  [420, '0.4 s'],
  [9_960, '10.0 s'],
  [12_300, '12 s'],
  [59_600, '1 min 0 s'],
  [245_000, '4 min 5 s'],
])('%d ms are %s', (milliseconds, text) => expect(formatDuration(milliseconds)).toBe(text));
