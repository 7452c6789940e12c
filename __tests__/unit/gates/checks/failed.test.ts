import { expect, test } from '@jest/globals';
import { checkFailed } from '../../../../src/gates/checks/failed.ts';
import { GATES } from '../../../../src/gates/gates.ts';
import type { DeploymentRequest } from '../../../../src/gitops/request.ts';
import { FACTS, sampleSubject } from '../sample-subject.ts';

const FAILED = { tag: `version-${'f'.repeat(40)}`, commit: 'a'.repeat(40) };
const BY_HAND = { kind: 'rollback', tag: 'version-old', reason: 'x' } as const;
const AUTOMATIC: Partial<DeploymentRequest> = { operation: { ...BY_HAND, failed: FAILED } };

function check(tag: string | null, last: string, hold?: string) {
  const subject = sampleSubject(AUTOMATIC, hold);
  const file = { ...subject.file, history: [{ oid: last, url: '', message: '' }] };
  return checkFailed({ ...subject, file }, { ...FACTS, previousTag: tag });
}

test('lets the action roll back as long as its failed commit is the last change of the values file', () => {
  expect(check(FAILED.tag, FAILED.commit).stop).toBeUndefined();
});

test.each([
  ['another tag', check('version-new', FAILED.commit), 'version-new is deployed since'],
  ['no tag', check(null, FAILED.commit), 'no tag is deployed since'],
  ['another change', check(FAILED.tag, 'b'.repeat(40)), 'bbbbbbb has changed the values file since'],
  ['a hold', check(FAILED.tag, FAILED.commit, 'reason: x'), 'there is a hold'],
])('stops at %s', (_, { answer, stop }, words) => {
  expect(stop?.outcome).toBe('skipped');
  expect(answer).toContain(words);
});

test('is asked only if the action itself rolls back, which needs no operator', () => {
  const asked = (request: Partial<DeploymentRequest>) =>
    GATES.filter(({ appliesTo }) => appliesTo(sampleSubject(request))).map(({ name }) => name);
  expect(asked(AUTOMATIC)).toEqual(['target', 'failed', 'order', 'change', 'hold', 'approval']);
  expect(asked({ operation: BY_HAND })).toEqual(['target', 'order', 'operator', 'change', 'hold', 'approval']);
});
