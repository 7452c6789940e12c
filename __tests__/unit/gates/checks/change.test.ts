import { expect, test } from '@jest/globals';
import { checkChange } from '../../../../src/gates/checks/change.ts';
import type { DeploymentRequest } from '../../../../src/gitops/request.ts';
import { REQUEST } from '../../bump-values/sample-bump.ts';
import { FACTS, sampleSubject } from '../sample-subject.ts';

const { commit, tag } = REQUEST.version;
const SAME = { ...FACTS, previousTag: tag, order: { order: 'same', deployed: commit } } as const;
const OLDER = { ...FACTS, order: { order: 'older', deployed: 'c'.repeat(40) } } as const;
const ROLLBACK: Partial<DeploymentRequest> = { operation: { kind: 'rollback', tag, reason: 'x' } };
const RESUME: Partial<DeploymentRequest> = { operation: { kind: 'resume', reason: undefined, newestOnly: false } };
const PINNED = { ...REQUEST.target, pinDigest: true };

test.each([
  ['a newer commit', {}, undefined, FACTS, undefined],
  ['the deployed commit', {}, undefined, SAME, 'unchanged'],
  ['the deployed commit whose digest may differ', { target: PINNED }, undefined, SAME, undefined],
  ['an older commit', {}, undefined, OLDER, 'skipped'],
  ['a rollback to an older commit', ROLLBACK, undefined, OLDER, undefined],
  ['a rollback to the deployed commit', ROLLBACK, undefined, SAME, undefined],
  ['a rollback to the deployed commit under a hold', ROLLBACK, 'held', SAME, 'unchanged'],
  ['the same where another digest is pinned', { ...ROLLBACK, target: PINNED }, 'held', SAME, undefined],
  ['a resume of the deployed commit', RESUME, 'held', SAME, undefined],
  ['a resume of the deployed commit without a hold', RESUME, undefined, SAME, 'unchanged'],
] as const)('%s', (_, request, hold, facts, outcome) => {
  expect(checkChange(sampleSubject(request, hold), facts).stop?.outcome).toBe(outcome);
});
