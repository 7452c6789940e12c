import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { emptyProof, type Proof } from '../../../src/approval/proof.ts';
import { APPROVAL_PREDICATE, approvalPredicate } from '../../../src/attestation/approval-predicate.ts';
import type { CommitOrder } from '../../../src/gitops/commit-order.ts';
import { REQUEST } from '../bump-values/sample-bump.ts';

const FILE = join(resolve(import.meta.dirname, '../../..'), 'docs/reference/approval-predicate.schema.json');
const schema = JSON.parse(readFileSync(FILE, 'utf8'));
const ajv = new Ajv2020({ allErrors: true });
formats.default(ajv);
const validate = ajv.compile(schema);

const HEAD = 'd'.repeat(40);
const NEWER: CommitOrder = { order: 'newer', deployed: 'c'.repeat(40), commits: [REQUEST.version.commit] };
const REVIEW = { id: 'PRR_1', author: 'ada', isBot: false, state: 'APPROVED', submittedAt: '2026-11-29T12:00:00Z' };
const request = { ...REQUEST, run: { ...REQUEST.run, url: 'https://github.com/o/r/actions/runs/1/attempts/1' } };

function proofOf(commit: string | undefined, more: Partial<Proof> = {}): Proof {
  const pullRequest = {
    number: 1,
    url: 'https://github.com/o/r/pull/1',
    head: HEAD,
    approvals: [{ ...REVIEW, commit }],
  };
  const pullRequests = [pullRequest] as unknown as Proof['pullRequests'];
  return { ...emptyProof(REQUEST.version.commit), pullRequests, ...more };
}

test('the schema has the type of the predicate as its id', () => {
  expect(schema.$id).toBe(APPROVAL_PREDICATE);
});

test.each<[string, Proof, CommitOrder]>([
  ['an approval', proofOf(HEAD, { rules: { source: 'codeowners', at: 'c'.repeat(40) } }), NEWER],
  ['a first deployment', proofOf(HEAD, { rules: { source: 'input', at: `${HEAD}^` } }), { order: 'unknown' }],
  ['a review of a commit that is gone', proofOf(undefined), NEWER],
  ['an approval afterwards', proofOf(HEAD, { approvedAfterwards: ['e'.repeat(40)] }), NEWER],
  [
    'break-glass',
    proofOf(HEAD, { brokenGlass: { by: 'ada', reason: 'fire', commits: [{ oid: HEAD, headline: 'x', author: 'y' }] } }),
    NEWER,
  ],
])('the predicate of %s matches the schema', (_, proof, order) => {
  const predicate = approvalPredicate(request, 'https://github.com', { proof, order });
  expect(validate(predicate) || validate.errors).toBe(true);
});

test('a proof without approvals and without break-glass has no predicate', () => {
  const proof = emptyProof(REQUEST.version.commit);
  expect(approvalPredicate(request, 'https://github.com', { proof, order: NEWER })).toBeUndefined();
});

test('a predicate without a commit or with an empty list of approvals does not match', () => {
  const predicate = approvalPredicate(request, 'https://github.com', { proof: proofOf(HEAD), order: NEWER });
  expect(validate({ ...predicate, source: {} })).toBe(false);
  const [first] = predicate?.pullRequests ?? [];
  expect(validate({ ...predicate, pullRequests: [{ ...first, approvals: [] }] })).toBe(false);
});
