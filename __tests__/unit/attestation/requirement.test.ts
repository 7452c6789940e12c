import { expect, test } from '@jest/globals';
import { isIssuerOf, isRequiredWorkflow, isWorkflowPattern } from '../../../src/attestation/requirement.ts';

const serverUrl = 'https://github.com';
const DEPLOY = 'acme/airflow/.github/workflows/deploy.yaml@refs/heads/main';

test.each([DEPLOY, 'a/b/.github/workflows/*.yaml@refs/tags/v1.*', 'a/b/.github/workflows/d.yml@0123abc'])(
  '%s is a pattern of workflows',
  (pattern) => {
    expect(isWorkflowPattern(pattern)).toBe(true);
  },
);

test.each([
  '*',
  'acme/*/.github/workflows/deploy.yaml@refs/heads/main',
  'acme/airflow/.github/workflows/deploy.yaml',
  'acme/airflow',
  `https://github.com/${DEPLOY}`,
  'acme/airflow/other/deploy.yaml@refs/heads/main',
])('%s is not, because it names no repository, no workflow or no ref', (pattern) => {
  expect(isWorkflowPattern(pattern)).toBe(false);
});

test.each([
  [DEPLOY, `${serverUrl}/${DEPLOY}`, true],
  [DEPLOY, `${serverUrl}/${DEPLOY}-2`, false],
  [DEPLOY, `https://github.com.evil.com/${DEPLOY}`, false],
  [DEPLOY, `${serverUrl}/acme/airflow/.github/workflows/deployXyaml@refs/heads/main`, false],
  ['a/b/.github/workflows/d.yaml@refs/tags/v1.*', `${serverUrl}/a/b/.github/workflows/d.yaml@refs/tags/v1.2`, true],
  ['a/b/.github/workflows/d.yaml@refs/tags/v1.*', `${serverUrl}/a/b/.github/workflows/d.yaml@refs/tags/v1./x`, false],
  ['a/b/.github/workflows/d.yaml@refs/tags/*', `${serverUrl}/a/b/.github/workflows/d.yaml@refs/heads/v1`, false],
])('%s and %s: %s', (pattern, identity, expected) => {
  expect(isRequiredWorkflow(identity, { workflows: [pattern], serverUrl })).toBe(expected);
});

test.each([
  ['https://github.com', 'https://token.actions.githubusercontent.com', true],
  ['https://github.com', 'https://token.actions.githubusercontent.com/acme', true],
  ['https://github.com', 'https://token.actions.githubusercontent.com.evil.com', false],
  ['https://github.com', 'https://gitlab.com', false],
  ['https://acme.ghe.com', 'https://token.actions.acme.ghe.com', true],
  ['https://acme.ghe.com', 'https://token.actions.githubusercontent.com', false],
  ['https://git.example.com', 'https://git.example.com/_services/token', true],
])('the issuer of %s may be %s: %s', (server, issuer, expected) => {
  expect(isIssuerOf(server, issuer)).toBe(expected);
});
