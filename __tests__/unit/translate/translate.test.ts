import { expect, test } from '@jest/globals';
import { AirflowApiError } from '../../../src/airflow-api/errors.ts';
import { ArgoCdError } from '../../../src/argocd/errors.ts';
import type { ErrorCode } from '../../../src/error-codes.ts';
import { type AdapterError, OutageError, UserError } from '../../../src/errors.ts';
import { GitHubError } from '../../../src/github/api/errors.ts';
import { RegistryError } from '../../../src/registry/errors.ts';
import { formatError, translate } from '../../../src/translate/translate.ts';

test.each<[AdapterError, ErrorCode]>([
  [new GitHubError('token', 'x'), 'github-token'],
  [new GitHubError('permission', 'x'), 'github-permission'],
  [new GitHubError('not-found', 'x'), 'github-not-found'],
  [new GitHubError('plan', 'x'), 'github-plan'],
  [new GitHubError('rejected', 'x'), 'github-refused'],
  [new GitHubError('stale', 'x'), 'github-refused'],
  [new GitHubError('rule-violation', 'x'), 'github-refused'],
  [new GitHubError('branch-missing', 'x'), 'gitops-branch-missing'],
  [new GitHubError('file-missing', 'x'), 'values-file-missing'],
  [new GitHubError('file-unreadable', 'x'), 'file-unreadable'],
  [new GitHubError('team-unreadable', 'x'), 'team-unreadable'],
  [new RegistryError('denied', 'x'), 'registry-denied'],
  [new RegistryError('token-denied', 'x'), 'registry-denied'],
  [new RegistryError('repository-missing', 'x'), 'repository-missing'],
  [new RegistryError('rejected', 'x'), 'registry-refused'],
  [new RegistryError('invalid-realm', 'x'), 'registry-refused'],
  [new RegistryError('aws-credentials', 'x'), 'aws-credentials'],
  [new RegistryError('ecr-denied', 'x'), 'ecr-denied'],
  [new RegistryError('invalid-docker-config', 'x'), 'invalid-docker-config'],
  [new RegistryError('credential-helper', 'x'), 'invalid-docker-config'],
  [new RegistryError('invalid-image-name', 'x'), 'image-name'],
  [new RegistryError('invalid-endpoints', 'x'), 'registry-endpoints'],
  [new ArgoCdError('not-argocd', 'x'), 'argocd-server'],
  [new ArgoCdError('token', 'x'), 'argocd-token'],
  [new ArgoCdError('application', 'x'), 'argocd-application'],
  [new AirflowApiError('not-airflow', 'x'), 'airflow-url'],
  [new AirflowApiError('account', 'x'), 'airflow-account'],
])('translates %o to %s', (error, code) => {
  const translated = translate(error);
  expect(translated).toBeInstanceOf(UserError);
  expect(translated).toMatchObject({ code, message: 'x', cause: error });
  expect(formatError(error)).toMatch(/^x \S.+\.$/);
});

const call = { service: 'service', request: 'GET /', status: 503, requestId: 'A1' };

test.each([
  new GitHubError('unavailable', 'x', { call }),
  new GitHubError('rate-limit', 'x', { call }),
  new RegistryError('unavailable', 'x', { call }),
  new ArgoCdError('unavailable', 'x', { call }),
  new AirflowApiError('unavailable', 'x', { call }),
])('translates $name $kind to an outage with the call', (error) => {
  expect(error.isRefusal).toBe(false);
  const translated = translate(error);
  expect(translated).toBeInstanceOf(OutageError);
  expect((translated as OutageError).outage).toEqual({ ...call, cause: error });
  expect(formatError(error)).toBe('x');
});

test('annotates the unreadable file', () => {
  const error = new GitHubError('file-unreadable', 'x', { path: 'a.yaml' });
  expect(translate(error)).toMatchObject({ findings: [{ location: { file: 'a.yaml' } }] });
});

test('returns any other error unchanged', () => {
  const error = new TypeError('x');
  expect(translate(error)).toBe(error);
});
