import { expect, test } from '@jest/globals';
import { evaluateApproval } from '../../../src/approval/approval.ts';
import { parseCodeowners } from '../../../src/approval/codeowners.ts';
import type { ApprovalContext } from '../../../src/approval/decision.ts';
import { GitHubError } from '../../../src/github/api/errors.ts';
import type { PullRequest, Review, WrittenCommit } from '../../../src/github/pull-request/pull-request.ts';
import { HEAD, samplePullRequest } from './sample-pull-request.ts';

const EARLIER = 'b'.repeat(40);
const BASE = '0'.repeat(40);
const COURT: ApprovalContext = {
  rules: { approvers: { owners: ['@lead', '@other-lead'] }, approversFor: [] },
  isOwner: async (login, owners) => owners.includes(`@${login}`),
  isCleanMerge: async () => true,
  actedFor: async () => [],
  allowStale: false,
};

function review(author: string, changes: Partial<Review> = {}): Review {
  const submittedAt = '2026-01-01T00:00:00Z';
  return { id: author, author, isBot: false, state: 'APPROVED', submittedAt, commit: HEAD, ...changes };
}

function commit(oid: string, parents: readonly string[], ...authors: string[]): WrittenCommit {
  return { oid, parents, authors };
}

function judge(changes: Partial<PullRequest>, court: Partial<ApprovalContext> = {}) {
  return evaluateApproval(samplePullRequest(changes), { ...COURT, ...court });
}

test('an owner’s approval of the last commit counts', async () => {
  expect(await judge({ reviews: [review('lead')] })).toEqual({ approved: true, reviews: [review('lead')] });
});

test.each<[string, Partial<PullRequest>, RegExp]>([
  ['it has no approval', {}, /approval by @lead or @other-lead on its last commit aaaaaaa is missing$/],
  [
    'an earlier head was approved',
    { reviews: [review('lead', { commit: EARLIER })] },
    /@lead approved an earlier head, bbbbbbb/,
  ],
  ['the reviewed commit is gone', { reviews: [review('lead', { commit: undefined })] }, /now gone/],
  ['the approval was dismissed', { reviews: [review('lead', { state: 'DISMISSED' })] }, /is missing$/],
  ['a user who is not an owner approved', { reviews: [review('friend')] }, /@friend is not one of them/],
  ['a bot approved', { reviews: [review('lead', { isBot: true })] }, /@lead, who is a bot, does not count/],
  [
    'the author approved',
    { author: 'Lead', reviews: [review('lead')] },
    /@lead, who opened the pull request, does not/,
  ],
  [
    'a co-author of a commit approved',
    { commits: [commit(HEAD, [BASE], 'dev', 'lead')], reviews: [review('lead')] },
    /@lead, who is an author, co-author or committer of aaaaaaa, does not count/,
  ],
  [
    'a commit has more authors than were read',
    { commits: [{ ...commit(HEAD, [BASE], 'dev'), hasMoreAuthors: true }], reviews: [review('lead')] },
    /@lead, who may be one of the more than a hundred authors of aaaaaaa, does not count/,
  ],
  [
    'another owner requested changes',
    { reviews: [review('lead'), review('other-lead', { state: 'CHANGES_REQUESTED' })] },
    /@other-lead requested changes/,
  ],
  [
    'it was approved before its base branch changed',
    { baseChangedAt: '2026-01-01T00:00:00Z', reviews: [review('lead')] },
    /before its base branch changed/,
  ],
  [
    'it was approved before its base branch was force-pushed',
    { baseChangedAt: '2026-01-01T00:00:00Z', baseWasForcePushed: true, reviews: [review('lead')] },
    /@lead approved it before its base branch was force-pushed, at /,
  ],
  [
    'GitHub lists only some of its files',
    { unread: ['files'], reviews: [review('lead')] },
    /more files than GitHub lists/,
  ],
])('rejected: %s', async (_, changes, reason) => {
  expect(await judge(changes)).toEqual({ approved: false, reason: expect.stringMatching(reason) });
});

test('an approval after a force push to the base counts, also after the merge', async () => {
  const forced = { baseChangedAt: '2026-01-01T00:00:00Z', baseWasForcePushed: true };
  for (const submittedAt of ['2026-01-01T00:00:01Z', '2026-01-03T00:00:00Z'])
    expect((await judge({ ...forced, reviews: [review('lead', { submittedAt })] })).approved).toBe(true);
});

test('a change request of a user who is not an owner does not count', async () => {
  const reviews = [review('lead'), review('friend', { state: 'CHANGES_REQUESTED' })];
  expect((await judge({ reviews })).approved).toBe(true);
});

test('with CODEOWNERS, every changed file needs an approval by one of its owners', async () => {
  const rules = { approvers: { rules: parseCodeowners('* @lead\n/Dockerfile @platform\n/free\n') }, approversFor: [] };
  const by = (files: string[], ...reviews: Review[]) => judge({ files, reviews }, { rules });
  expect((await by(['a.py', 'Dockerfile'], review('lead'))).approved).toBe(false);
  expect((await by(['a.py', 'Dockerfile'], review('lead'), review('platform'))).approved).toBe(true);
  expect(await by(['free'], review('lead'))).toEqual({
    approved: false,
    reason: expect.stringMatching(/free has no owner in CODEOWNERS/),
    remedy: expect.stringMatching(/input approvers/),
  });
  expect((await by([])).approved).toBe(false);
  expect((await by([], review('platform'))).approved).toBe(true);
});

test('approvers-for replace the other approvers for their paths', async () => {
  const rules = { ...COURT.rules, approversFor: [{ pattern: '/.github/', owners: ['@platform'] }] };
  const files = ['a.py', '.github/workflows/deploy.yaml'];
  expect((await judge({ files, reviews: [review('lead')] }, { rules })).approved).toBe(false);
  expect((await judge({ files, reviews: [review('lead'), review('platform')] }, { rules })).approved).toBe(true);
});

test('a clean merge of the base does not make the approver an author; a merge with other changes does', async () => {
  const commits = [commit(EARLIER, [BASE], 'dev'), commit(HEAD, [EARLIER, 'c'.repeat(40)], 'lead')];
  const reviews = [review('lead')];
  expect((await judge({ commits, reviews })).approved).toBe(true);
  expect((await judge({ commits, reviews }, { isCleanMerge: async () => false })).approved).toBe(false);
});

test('a stale approval counts only if stale approvals are allowed and only clean merges came after it', async () => {
  const reviews = [review('lead', { commit: EARLIER })];
  const updated = [commit(EARLIER, [BASE], 'dev'), commit(HEAD, [EARLIER, 'c'.repeat(40)], 'dev')];
  const pushed = [commit(EARLIER, [BASE], 'dev'), commit(HEAD, [EARLIER], 'dev')];
  const allowStale = true;
  expect((await judge({ commits: updated, reviews })).approved).toBe(false);
  expect((await judge({ commits: updated, reviews }, { allowStale })).approved).toBe(true);
  expect((await judge({ commits: pushed, reviews }, { allowStale })).approved).toBe(false);
  const evil = { allowStale, isCleanMerge: async () => false };
  expect((await judge({ commits: updated, reviews }, evil)).approved).toBe(false);
  const rewritten = [commit('e'.repeat(40), [BASE], 'dev'), commit(HEAD, ['e'.repeat(40), 'c'.repeat(40)], 'dev')];
  expect((await judge({ commits: rewritten, reviews }, { allowStale })).approved).toBe(false);
});

test('an unreadable team fails the check only if no other reviewer qualifies', async () => {
  const unreadable = new GitHubError('team-unreadable', 'The team cannot be read.');
  const isOwner: ApprovalContext['isOwner'] = async (login) => {
    if (login === 'friend') throw unreadable;
    return login === 'lead';
  };
  const reviews = [review('friend'), review('lead')];
  expect(await judge({ reviews }, { isOwner })).toMatchObject({ approved: true, reviews: [{ author: 'lead' }] });
  await expect(judge({ reviews: [review('friend')] }, { isOwner })).rejects.toBe(unreadable);
});
