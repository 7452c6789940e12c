import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { renderWorkflow } from '../../../../cli/try/workflow.ts';
import { readManifest } from '../../../../scripts/action-manifest.ts';
import { neededPermissions, readReusableWorkflows } from '../../../../scripts/reusable-workflows.ts';

const render = (image: string) => parse(renderWorkflow({ image, 'values-file': 'v.yaml' })).jobs.deploy;

test('for Amazon ECR, the reusable workflow gets inputs and permissions that it has', () => {
  const deploy = render('123456789012.dkr.ecr.eu-west-1.amazonaws.com/etl');
  const called = readReusableWorkflows().find(({ file }) => file === 'reusable-deploy.yaml');
  if (called === undefined) throw new Error('reusable-deploy.yaml is missing');
  expect(Object.keys(called.on.workflow_call.inputs)).toEqual(expect.arrayContaining(Object.keys(deploy.with)));
  expect(deploy.permissions).toEqual(neededPermissions(called));
});

test('for another registry, the action gets a user name and a password', () => {
  const { steps } = render('ghcr.io/team/etl');
  const { with: given } = steps.at(-1);
  expect(Object.keys(readManifest('action.yml').inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
  expect(given).toMatchObject({
    image: 'ghcr.io/team/etl',
    'registry-password': '$' + '{{ secrets.REGISTRY_PASSWORD }}',
  });
});
