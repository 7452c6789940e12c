import { expect, test } from '@jest/globals';
import { permissionFor } from '../../../../src/github/api/permission.ts';

test.each([
  ['POST /graphql CommitFile', '“Contents: read and write”'],
  ['POST /graphql UpdateRefs', '“Contents: read and write”'],
  ['POST /graphql CreatePullRequest', '“Pull requests: read and write”'],
  ['POST /graphql EnableAutoMerge', '“Pull requests: read and write” and “Contents: read and write”'],
  ['POST /graphql ReadProposal', '“Contents: read” and “Pull requests: read”'],
  ['POST /graphql ReadValuesFile', '“Contents: read”'],
  ['POST /repos/{owner}/{repo}/check-runs', '“Checks: read and write”'],
  ['POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', '“Deployments: read and write”'],
  ['GET /repos/{owner}/{repo}/deployments', '“Deployments: read”'],
  ['GET /orgs/{org}/teams/{team_slug}', '“Members: read” of the organisation'],
])('%s needs %s', (call, permission) => {
  expect(permissionFor(call)).toBe(permission);
});

test('prefers the permission that GitHub names', () => {
  expect(permissionFor('GET /repos/{owner}/{repo}', 'contents=read; metadata=read')).toBe(
    'contents: read or metadata: read',
  );
});
