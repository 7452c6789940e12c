import { expect, test } from '@jest/globals';
import { traceBranchHistory } from '../../../src/approval/branch-history.ts';
import type { Evidence } from '../../../src/approval/evidence.ts';
import { mergeCandidates, mergeStateOf } from '../../../src/approval/how-merged.ts';
import type { CommitOrigin } from '../../../src/github/pull-request/commit-origins.ts';
import type { PullRequest } from '../../../src/github/pull-request/pull-request.ts';
import type { Activity } from '../../../src/github/repository/activity.ts';
import { samplePullRequest } from './sample-pull-request.ts';

const REPOSITORY = 'flux-data/flux-airflow';
const LONG_AGO = '2026-01-02T00:00:00Z';
const RULES = { codeowners: undefined, policy: undefined, nextPolicy: undefined };

function origin(oid: string, parents: readonly string[], ...pullRequests: PullRequest[]): CommitOrigin {
  return { oid, parents, authors: [], headline: '', author: 'dev', isSigned: true, pullRequests };
}

function pull(number: number, changes: Partial<PullRequest>): PullRequest {
  return samplePullRequest({ number, ...changes });
}

const written = (oid: string) => ({ oid, parents: [], authors: ['dev'] });

function move(kind: Activity['kind'], before: string, after: string, timestamp: string): Activity {
  return { kind, actor: 'dev', before, after, timestamp };
}

interface Known {
  readonly origins: readonly CommitOrigin[];
  /** Older commits of the range, of which nothing was asked. */
  readonly below?: readonly string[];
  readonly startsAtTip?: boolean;
  /** Whether a head is in the history of the commit to deploy, where GitHub says so. */
  readonly headsBelow?: Readonly<Record<string, boolean>>;
  /** `undefined`: the token may not read it. */
  readonly log: readonly Activity[] | undefined;
}

function evidenceOf({ origins, below = ['deployed'], startsAtTip = true, headsBelow = {}, log }: Known): Evidence {
  const asked = new Map(origins.map((each) => [each.oid, each]));
  const range = new Map([...below, ...asked.keys()].map((oid) => [oid, asked.get(oid)]));
  const heads = { startsAtTip, headsBelow: new Map(Object.entries(headsBelow)) };
  const base = { defaultBranch: 'main', rules: RULES, rulesAreOfTip: startsAtTip, origins, range, ...heads };
  if (log === undefined) return { ...base, logIsHidden: true };
  return { ...base, logIsHidden: false, history: traceBranchHistory(log, origins) };
}

/** Returns how each pull request may have brought a commit: its number, its role and the result. */
function statesOf(oid: string, known: Known) {
  const evidence = evidenceOf(known);
  const found = evidence.origins.find((each) => each.oid === oid);
  if (found === undefined) throw new Error(`no commit ${oid}`);
  return mergeCandidates(found, REPOSITORY, evidence).map((way) => [
    way.pullRequest.number,
    way.role,
    mergeStateOf(found, way, evidence),
  ]);
}

/** A merge commit of #1, as GitHub makes it. */
const MERGED = pull(1, { head: 'head', mergeCommit: 'merge', commits: [written('head')] });
const MERGE = [origin('merge', ['deployed', 'head'], MERGED), origin('head', ['deployed'], MERGED)];

test.each<[string, readonly Activity[] | undefined, string | undefined, string]>([
  ['the log cannot be read', undefined, LONG_AGO, 'merged'],
  ['the log shows the merge', [move('pr_merge', 'deployed', 'merge', LONG_AGO)], LONG_AGO, 'merged'],
  ['the log shows a push', [move('push', 'deployed', 'merge', LONG_AGO)], LONG_AGO, 'not-merged'],
  ['the log begins later', [move('push', 'x', 'y', '2026-01-03T00:00:00Z')], LONG_AGO, 'merged'],
  [
    'the log covers the time, and lacks the commit',
    [move('push', 'x', 'y', '2026-01-03T00:00:00Z'), move('push', 'w', 'x', '2026-01-01T00:00:00Z')],
    LONG_AGO,
    'not-merged',
  ],
  ['the log ends before the merge', [move('push', 'w', 'x', '2026-01-01T00:00:00Z')], LONG_AGO, 'pending'],
  ['the log is empty and the merge old', [], LONG_AGO, 'merged'],
  ['the log is empty and the merge new', [], 'now', 'pending'],
  ['the log begins later and the merge is new', [move('push', 'x', 'y', '2100-01-01T00:00:00Z')], 'now', 'pending'],
  [
    'the log covers the time and the merge is new',
    [move('push', 'x', 'y', '2100-01-01T00:00:00Z'), move('push', 'w', 'x', LONG_AGO)],
    'now',
    'pending',
  ],
  ['the log is empty and GitHub says no time', [], undefined, 'pending'],
])('a signed merge commit: %s', (_, log, time, state) => {
  const mergedAt = time === 'now' ? new Date().toISOString() : time;
  const pullRequest = { ...MERGED, mergedAt };
  const origins = MERGE.map((each) => ({ ...each, pullRequests: [pullRequest] }));
  expect(statesOf('merge', { origins, log })).toEqual([[1, 'merge', state]]);
});

test('an approved pull request inside of another one does not prove the commits on top of its head, which GitHub merged too', () => {
  // GitHub merged #2, which contains the head of #1, and may list every commit of that move for #1.
  const inner = pull(1, { head: 'head', mergeCommit: 'merge', commits: [written('head')] });
  const outer = pull(2, { head: 'evil', mergeCommit: 'merge', commits: [written('head'), written('evil')] });
  const origins = [
    origin('merge', ['deployed', 'evil'], inner, outer),
    origin('evil', ['head'], inner, outer),
    origin('head', ['deployed'], inner, outer),
  ];
  const log = [move('pr_merge', 'deployed', 'merge', LONG_AGO)];
  expect(statesOf('evil', { origins, log })).toEqual([[2, 'own', 'merged']]);
  // As if GitHub listed only #1.
  const hidden = origins.map((each) => ({ ...each, pullRequests: [inner] }));
  expect(statesOf('evil', { origins: hidden, log })).toEqual([[1, 'merge', 'not-merged']]);
  expect(statesOf('merge', { origins: hidden, log })).toEqual([[1, 'merge', 'merged']]);
});

test.each([true, false])(
  'every commit that GitHub copied or squashed is its own, if the range starts at a tip: %s',
  (startsAtTip) => {
    const pullRequest = pull(1, { head: 'head', mergeCommit: 'two', commits: [written('first'), written('head')] });
    const origins = [origin('two', ['one'], pullRequest), origin('one', ['deployed'], pullRequest)];
    const headsBelow: Record<string, boolean> = startsAtTip ? {} : { head: false };
    for (const oid of ['one', 'two'])
      expect(statesOf(oid, { origins, startsAtTip, headsBelow, log: undefined })).toEqual([[1, 'made', 'merged']]);
  },
);

/** A commit of one parent that GitHub lists for #1, whose head is not in the range. */
const SINGLE = pull(1, { head: 'head', mergeCommit: 'pushed', commits: [written('head')] });
const SINGLE_ORIGINS = [origin('pushed', ['deployed'], SINGLE)];
const PUSH = [move('push', 'base', 'pushed', LONG_AGO)];

test('a push on top of a head below the range is not GitHub’s squash, if the range may start in the middle of the push', () => {
  const known = { origins: SINGLE_ORIGINS, startsAtTip: false, headsBelow: { head: true } };
  expect(statesOf('pushed', { ...known, log: PUSH })).toEqual([[1, 'merge', 'not-merged']]);
  expect(statesOf('pushed', { ...known, log: [] })).toEqual([[1, 'merge', 'not-merged']]);
  expect(statesOf('pushed', { ...known, log: undefined })).toEqual([[1, 'merge', 'not-merged']]);
});

test.each([
  ['the log shows the push', true, PUSH, 'not-merged'],
  ['the log does not show it, and it is signed', true, [], 'merged'],
  ['the log cannot be read, and it is signed', true, undefined, 'merged'],
  ['the log cannot be read, and it is not signed', false, undefined, 'not-merged'],
] as const)('if GitHub does not say where the head is: %s', (_, isSigned, log, state) => {
  const origins = SINGLE_ORIGINS.map((each) => ({ ...each, isSigned }));
  expect(statesOf('pushed', { origins, startsAtTip: false, log })).toEqual([[1, 'perhaps-made', state]]);
});

test('a pull request whose merge commit is deployed did not bring a later commit', () => {
  const deployed = pull(1, { head: 'head', mergeCommit: 'deployed', commits: [written('head')] });
  const origins = [origin('pushed', ['deployed'], deployed)];
  expect(statesOf('pushed', { origins, log: undefined })).toEqual([[1, 'step', 'not-merged']]);
});
