import { expect, test } from '@jest/globals';
import { traceBranchHistory } from '../../../src/approval/branch-history.ts';
import type { CommitOrigin } from '../../../src/github/pull-request/commit-origins.ts';
import type { Activity } from '../../../src/github/repository/activity.ts';

function origin(oid: string, ...parents: string[]): CommitOrigin {
  return { oid, parents, authors: [], headline: '', author: 'dev', isSigned: false, pullRequests: [] };
}

function move(kind: Activity['kind'], before: string, after: string, minute: number): Activity {
  const timestamp = `2026-01-01T00:${String(minute).padStart(2, '0')}:00Z`;
  return { kind, actor: 'dev', before, after, timestamp };
}

/** base ← x ← m (second parent b ← a), then y on top. */
const ORIGINS = [origin('y', 'm'), origin('a', 'base'), origin('x', 'base'), origin('b', 'a'), origin('m', 'x', 'b')];

test('each commit belongs to the push or merge that brought it, in any order of the commits', () => {
  const log = [move('push', 'm', 'y', 3), move('pr_merge', 'x', 'm', 2), move('push', 'base', 'x', 1)];
  const history = traceBranchHistory(log, ORIGINS);
  expect(['y', 'm', 'b', 'a', 'x'].map((oid) => history.of(oid)?.kind)).toEqual([
    'push',
    'pr_merge',
    'pr_merge',
    'pr_merge',
    'push',
  ]);
});

test('a commit that was on the branch before a merge is not a part of the merge', () => {
  const history = traceBranchHistory([move('pr_merge', 'x', 'm', 2)], ORIGINS);
  expect(history.of('x')).toBeUndefined();
  expect(history.of('y')).toBeUndefined();
  expect(history.of('b')?.kind).toBe('pr_merge');
});

/** base ← b ← x (second parent a), then two merges: md (second parent d ← b) and mc (second parent c ← x). */
const FORKED = [
  origin('b', 'base'),
  origin('a', 'b'),
  origin('x', 'b', 'a'),
  origin('d', 'b'),
  origin('md', 'x', 'd'),
  origin('c', 'x'),
  origin('mc', 'md', 'c'),
];
const kindsOf = (log: Activity[], oids: string[]) => {
  const history = traceBranchHistory(log, FORKED);
  return oids.map((oid) => history.of(oid)?.kind);
};

test.each([
  ['the page begins after the push', []],
  ['the push is late', [move('push', 'base', 'b', 1)]],
])('a pushed commit is not a part of a later merge that was forked from it: %s', (_, older) => {
  const log = [move('pr_merge', 'md', 'mc', 4), move('pr_merge', 'x', 'md', 3), ...older];
  expect(kindsOf(log, ['x', 'a'])).toEqual([undefined, undefined]);
  expect(kindsOf(log, ['d', 'md', 'c', 'mc'])).toEqual(['pr_merge', 'pr_merge', 'pr_merge', 'pr_merge']);
  expect(kindsOf(log.slice(0, 1), ['x', 'a', 'd', 'md'])).toEqual([undefined, undefined, undefined, undefined]);
});

test('entries of the same second may be in any order', () => {
  const log = [move('pr_merge', 'md', 'mc', 2), move('pr_merge', 'x', 'md', 2), move('push', 'b', 'x', 2)];
  for (const each of [log, log.toReversed()])
    expect(kindsOf(each, ['x', 'a', 'd', 'md', 'c', 'mc'])).toEqual(['push', 'push', ...Array(4).fill('pr_merge')]);
});

test('commits that a force push removed and restored belong to the entry that brought them first', () => {
  const log = [
    move('force_push', 'b', 'md', 4),
    move('force_push', 'md', 'b', 3),
    move('pr_merge', 'x', 'md', 2),
    move('push', 'base', 'x', 1),
  ];
  expect(kindsOf(log, ['b', 'x', 'd', 'md'])).toEqual(['push', 'push', 'pr_merge', 'pr_merge']);
  expect(kindsOf(log.slice(0, 2), ['b', 'x', 'md'])).toEqual([undefined, 'force_push', 'force_push']);
});

test('the creation of a branch, and a push onto an older commit than the range, bring all commits that they contain', () => {
  const all = FORKED.map(({ oid }) => oid);
  expect(new Set(kindsOf([move('branch_creation', '0'.repeat(40), 'mc', 1)], all))).toEqual(
    new Set(['branch_creation']),
  );
  expect(new Set(kindsOf([move('push', 'base', 'mc', 1)], all))).toEqual(new Set(['push']));
});

test('GitHub made only the commits on the branch’s own line of a merge', () => {
  const log = [move('merge_queue_merge', 'x', 'mc', 2), move('push', 'base', 'x', 1)];
  const history = traceBranchHistory(log, FORKED);
  const made = FORKED.map(({ oid }) => oid).filter((oid) => history.isMade(oid));
  expect(made).toEqual(['md', 'mc']);
});

test('a merge on top of the action’s own commit, which was not asked about, made no commit below that', () => {
  // base ← b ← own ← m (second parent d ← b): the push of b is missing in the log.
  const origins = [origin('b', 'base'), origin('d', 'b'), origin('m', 'own', 'd')];
  const history = traceBranchHistory([move('pr_merge', 'own', 'm', 2)], origins);
  expect(['m', 'd', 'b'].map((oid) => history.isMade(oid))).toEqual([true, false, false]);
});

test('the log covers only the time between its first and last entry', () => {
  const log = [move('pr_merge', 'x', 'm', 20), move('push', 'base', 'x', 10)];
  const history = traceBranchHistory(log, ORIGINS);
  const at = (minute: number) => `2026-01-01T00:${minute}:30Z`;
  expect(history.covers(at(15))).toBe(true);
  expect(history.covers(at(25))).toBe(false);
  // Another move of the same second may be missing.
  expect(history.covers('2026-01-01T00:20:00Z')).toBe(false);
  expect(history.beginsAfter('2026-01-01T00:05:00Z')).toBe(true);
  const begins = ['2026-01-01T00:05:00Z', '2026-01-01T00:10:00Z', at(10)].map((time) => history.beginsBefore(time));
  expect(begins).toEqual([false, false, true]);
});

test('an empty log covers no time and begins after none, because its first entry may be late', () => {
  const history = traceBranchHistory([], ORIGINS);
  for (const time of ['2026-01-01T00:15:30Z', undefined]) {
    expect(history.covers(time)).toBe(false);
    expect(history.beginsAfter(time)).toBe(false);
    expect(history.beginsBefore(time)).toBe(false);
  }
  expect(history.of('m')).toBeUndefined();
});
