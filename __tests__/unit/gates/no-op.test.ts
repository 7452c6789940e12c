import { expect, test } from '@jest/globals';
import { isNoOp } from '../../../src/gates/no-op.ts';
import type { ApprovedDeployment } from '../../../src/gates/verdict.ts';
import { permitWrites } from '../../../src/write-permission.ts';
import { REQUEST, valuesFile } from '../bump-values/sample-bump.ts';
import { FACTS } from './sample-subject.ts';

const DIGEST = `sha256:${'1'.repeat(64)}`;
const DEPLOYED = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: DIGEST, bytes: Buffer.from('{}') };
const APPROVED: ApprovedDeployment = {
  ...FACTS,
  outcome: 'deployable',
  permission: permitWrites(),
  file: valuesFile(''),
  verdicts: [],
};
const { target, version } = REQUEST;

test('a deployed image with the content of the new one may stay', () => {
  expect(isNoOp(REQUEST, APPROVED, DEPLOYED)).toBe(true);
});

test('without a deployed image there is something to deploy', () => {
  expect(isNoOp(REQUEST, APPROVED, undefined)).toBe(false);
});

test('a resume needs a commit, because it removes the hold file', () => {
  expect(
    isNoOp({ ...REQUEST, operation: { kind: 'resume', reason: undefined, newestOnly: false } }, APPROVED, DEPLOYED),
  ).toBe(false);
});

test('further edits of a tag that is deployed need a commit', () => {
  const edited = {
    ...REQUEST,
    target: { ...target, edits: [{ file: undefined, key: 'a', set: { part: 'tag' as const } }] },
  };
  expect(isNoOp(edited, { ...APPROVED, previousTag: version.tag }, DEPLOYED)).toBe(false);
  expect(isNoOp(edited, APPROVED, DEPLOYED)).toBe(true);
});

test('a digest that is to be pinned must be the deployed one', () => {
  const pinned = { ...REQUEST, target: { ...target, pinDigest: true } };
  expect(isNoOp(pinned, APPROVED, DEPLOYED)).toBe(false);
  expect(isNoOp(pinned, { ...APPROVED, previousDigest: DIGEST }, DEPLOYED)).toBe(true);
});
