import { expect, test } from '@jest/globals';
import { GitHubError } from '../../../src/github/api/errors.ts';
import { RegistryError } from '../../../src/registry/errors.ts';
import { completeRemedy } from '../../../src/runner/job-permissions.ts';

const denied = (tokenName: string) => new GitHubError('permission', 'The token lacks a permission.', { tokenName });

test('adds the whole block to the remedy for a permission that the job’s token lacks', () => {
  const remedy = completeRemedy('deploy', 'Grant issues: write.', denied('github-token'));
  expect(remedy).toMatch(/^Grant issues: write\. .*contents: read, pull-requests: write, .*id-token: write/);
  expect(remedy).toContain('Drop id-token: write if the job assumes no AWS role.');
});

test('the action that changes settings assumes no AWS role', () => {
  expect(completeRemedy('protect', 'Grant it.', denied('github-token'))).not.toContain('id-token');
});

test('missing AWS credentials are fixed by the same block', () => {
  const error = new RegistryError('aws-credentials', 'There are no AWS credentials.');
  expect(completeRemedy('push', 'Assume the role.', error)).toContain('id-token: write');
});

test.each([
  ['another token', denied('gitops-token')],
  ['another kind', new GitHubError('token', 'GitHub rejects the token.', { tokenName: 'github-token' })],
  ['an error of the registry', new RegistryError('ecr-denied', 'Amazon ECR refused it.')],
  ['an unknown error', new TypeError('broken')],
])('leaves the remedy for %s as it is', (_, error) => {
  expect(completeRemedy('deploy', 'Do this.', error)).toBe('Do this.');
});
