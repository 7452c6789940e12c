import { expect, test } from '@jest/globals';
import type { PullRequest, Review } from '../../src/github/pull-request.ts';
import { judgeApproval } from '../../src/verify/approval.ts';
import { parseCodeowners } from '../../src/verify/codeowners.ts';

const HEAD = 'a'.repeat(40);
const isOwner = async (login: string, owners: readonly string[]) => owners.includes(`@${login}`);
const LEADS = { owners: ['@lead', '@other-lead'] };

function review(author: string, changes: Partial<Review> = {}): Review {
  return {
    id: author,
    author,
    isBot: false,
    state: 'APPROVED',
    submittedAt: '2026-01-01T00:00:00Z',
    commit: HEAD,
    ...changes,
  };
}

function pullRequest(changes: Partial<PullRequest>): PullRequest {
  return {
    number: 1,
    url: 'https://github.com/o/r/pull/1',
    title: 'Add a DAG',
    author: 'dev',
    merged: true,
    baseRepository: 'o/r',
    base: 'main',
    head: HEAD,
    mergeCommit: HEAD,
    reviews: [],
    commitAuthors: ['dev'],
    files: ['airflow/dags/a.py'],
    unread: [],
    ...changes,
  };
}

test('an owner’s approval of the final head counts', async () => {
  const judgement = await judgeApproval(pullRequest({ reviews: [review('lead')] }), LEADS, isOwner);
  expect(judgement).toEqual({ approved: true, reviews: [review('lead')] });
});

test.each<[string, Partial<PullRequest>, RegExp]>([
  ['nobody approved', {}, /approval by @lead or @other-lead on its final head aaaaaaa is missing$/],
  [
    'an earlier head was approved',
    { reviews: [review('lead', { commit: 'b'.repeat(40) })] },
    /@lead approved an earlier head, bbbbbbb/,
  ],
  ['the reviewed commit is gone', { reviews: [review('lead', { commit: undefined })] }, /now gone/],
  ['the approval was dismissed', { reviews: [review('lead', { state: 'DISMISSED' })] }, /is missing$/],
  ['somebody else approved', { reviews: [review('friend')] }, /@friend is none of them/],
  ['a bot approved', { reviews: [review('lead', { isBot: true })] }, /author or a bot/],
  ['the author approved', { author: 'Lead', reviews: [review('lead')] }, /author or a bot/],
  ['the author of a commit approved', { commitAuthors: ['lead'], reviews: [review('lead')] }, /author or a bot/],
  [
    'another owner asked for changes',
    { reviews: [review('lead'), review('other-lead', { state: 'CHANGES_REQUESTED' })] },
    /@other-lead asked for changes/,
  ],
  ['not all was read', { unread: ['files'], reviews: [review('lead')] }, /more files than one query reads/],
])('refused: %s', async (_, changes, reason) => {
  const judgement = await judgeApproval(pullRequest(changes), LEADS, isOwner);
  expect(judgement).toEqual({ approved: false, reason: expect.stringMatching(reason) });
});

test('a change request of somebody without a say does not count', async () => {
  const reviews = [review('lead'), review('friend', { state: 'CHANGES_REQUESTED' })];
  expect((await judgeApproval(pullRequest({ reviews }), LEADS, isOwner)).approved).toBe(true);
});

test('by CODEOWNERS every changed file needs one of its owners', async () => {
  const rules = parseCodeowners('* @lead\n/Dockerfile @platform\n/free\n');
  const judge = (files: string[], ...reviews: Review[]) =>
    judgeApproval(pullRequest({ files, reviews }), { rules }, isOwner);
  expect((await judge(['a.py', 'Dockerfile'], review('lead'))).approved).toBe(false);
  expect((await judge(['a.py', 'Dockerfile'], review('lead'), review('platform'))).approved).toBe(true);
  expect(await judge(['free'], review('lead'))).toEqual({
    approved: false,
    reason: expect.stringMatching(/nobody owns free/),
  });
});
