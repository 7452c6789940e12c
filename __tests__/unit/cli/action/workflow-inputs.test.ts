import { expect, test } from '@jest/globals';
import { findInputs } from '../../../../cli/action/workflow-inputs.ts';

const REUSABLE = 'flux-data/flux-airflow/.github/workflows/reusable-deploy.yaml@v1';

test.each([
  ['the reusable workflow', `jobs: { a: { uses: ${REUSABLE}, with: { image: x } } }`],
  ['a step', 'jobs: { a: { steps: [{ run: b }, { uses: flux-data/flux-airflow@0a1b, with: { image: x } }] } }'],
  [
    'a step of the action deploy',
    'jobs: { a: { steps: [{ uses: o/flux-airflow/actions/deploy@v1, with: { image: x } }] } }',
  ],
  ['this repository’s own step', 'jobs: { a: { steps: [{ uses: ./, with: { image: x } }] } }'],
])('reads the inputs of %s', (_, text) => {
  expect(findInputs(text)).toEqual({ image: 'x' });
});

test('leaves out expressions, and keeps numbers and booleans as text', () => {
  const text = `jobs: { a: { uses: ${REUSABLE}, with: { image: "$\{{ vars.IMAGE }}", pin-digest: true, gitops-timeout: 5 } } }`;
  expect(findInputs(text)).toEqual({ 'pin-digest': 'true', 'gitops-timeout': '5' });
});

test('leaves out the credentials that only a job can use', () => {
  const credentials = 'aws-role: r, gitops-app-id: i, members-app-id: m';
  expect(findInputs(`jobs: { a: { uses: ${REUSABLE}, with: { image: x, ${credentials} } } }`)).toEqual({ image: 'x' });
});

test.each([
  ['another action', 'jobs: { a: { steps: [{ uses: flux-data/flux-airflow/actions/check@v1, with: { image: x } }] } }'],
  ['a broken file', 'jobs: ['],
  ['an empty file', ''],
])('finds nothing in %s', (_, text) => {
  expect(findInputs(text)).toBeUndefined();
});
