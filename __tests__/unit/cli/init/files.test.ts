import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { renderFiles } from '../../../../cli/init/files.ts';
import { requiredChecks } from '../../../../cli/init/workflows.ts';
import { readManifest } from '../../../../scripts/action-manifest.ts';
import { neededPermissions, readReusableWorkflows } from '../../../../scripts/reusable-workflows.ts';
import { parsePolicy } from '../../../../src/policy/policy.ts';
import { actionsOf, readPolicy } from '../../../repository/iam-policy.ts';
import { ANSWERS } from './sample-answers.ts';

const ROOT = resolve(import.meta.dirname, '../../../..');
const files = renderFiles(ANSWERS);
const TEMPLATE_LAYOUT = {
  ...ANSWERS,
  dags: 'airflow/dags',
  dockerfile: 'Dockerfile',
  context: '.',
  paths: ['Dockerfile', 'requirements-dev.txt', 'airflow/tests/test_dags.py'],
};

test('no placeholder is left in any file', () => {
  const open = Object.entries(files).filter(([path, text]) => !path.endsWith('.md') && /<[a-z-]+>/.test(text));
  expect(open.map(([path]) => path)).toEqual([]);
});

test('the workflow that deploys passes only inputs that exist, and grants what the called jobs need', () => {
  const { deploy } = parse(files['.github/workflows/deploy.yaml'] ?? '').jobs;
  const called = readReusableWorkflows().find(({ file }) => file === 'reusable-deploy.yaml');
  if (called === undefined) throw new Error('reusable-deploy.yaml is missing');
  expect(Object.keys(called.on.workflow_call.inputs)).toEqual(expect.arrayContaining(Object.keys(deploy.with)));
  expect(deploy.permissions).toEqual(neededPermissions(called));
  expect(deploy.with).toMatchObject({ image: ANSWERS.image, file: 'docker/Dockerfile', context: 'docker' });
});

test('for another layout, the workflow for pull requests loads the DAGs only, by inputs of check', () => {
  const text = files['.github/workflows/pull-request.yaml'] ?? '';
  const { check } = parse(text).jobs;
  const inputs = Object.keys(readManifest('actions/check/action.yml').inputs);
  const step = check.steps.at(-1);
  expect(inputs).toEqual(expect.arrayContaining(Object.keys(step.with)));
  expect(step).toMatchObject({ uses: 'flux-data/flux-airflow/actions/check@v0.1.0', with: { dags: 'pipelines' } });
  const reusable = readFileSync(join(ROOT, '.github/workflows/reusable-pull-request.yaml'), 'utf8');
  expect(reusable).toContain(check.steps[0].uses);
  expect(parsePolicy(files['.github/flux-airflow.yaml'] ?? '').protect.checks).toEqual(['check']);
});

test('for the template’s layout, it is the template’s', () => {
  const text = renderFiles(TEMPLATE_LAYOUT)['.github/workflows/pull-request.yaml'];
  expect(parse(text ?? '').jobs['pull-request'].uses).toContain('/reusable-pull-request.yaml@');
  expect(requiredChecks(TEMPLATE_LAYOUT)).toEqual(['pull-request / dags', 'pull-request / check']);
});

test('the role may do what the documentation says, for this image only', () => {
  const permissions = JSON.parse(files['flux-airflow-setup/permissions.json'] ?? '');
  expect(actionsOf(permissions)).toEqual(actionsOf(readPolicy('Permissions of a deployment')));
  expect(permissions.Statement[1].Resource).toBe('arn:aws:ecr:eu-west-1:123456789012:repository/team/etl');
  const trust = JSON.parse(files['flux-airflow-setup/trust.json'] ?? '');
  const documented = readPolicy('Trust one workflow, not all of a repository');
  const claims = ({ Statement: [statement] }: typeof documented) =>
    Object.keys(statement?.Condition?.StringEquals ?? {});
  expect(claims(trust)).toEqual(claims(documented));
});

test('the ruleset requires the checks of the policy', () => {
  const { rules } = JSON.parse(files['flux-airflow-setup/ruleset.json'] ?? '');
  expect(JSON.stringify(rules)).toContain('"context":"check"');
});

test('the checklist opens the form of the GitHub App with its permissions', () => {
  const link = /https:\/\/github\.com\/organizations\/team\/settings\/apps\/new\?(\S+)/.exec(
    files['flux-airflow-setup/README.md'] ?? '',
  );
  expect(Object.fromEntries(new URLSearchParams(link?.[1]))).toMatchObject({
    contents: 'write',
    webhook_active: 'false',
  });
});

test('a repository without a Dockerfile gets one, and code owners are kept', () => {
  const { leads: _, ...others } = ANSWERS;
  const written = Object.keys(renderFiles({ ...others, leads: undefined, paths: [], dockerfile: 'Dockerfile' }));
  expect(written).toContain('Dockerfile');
  expect(written).not.toContain('.github/CODEOWNERS');
});
