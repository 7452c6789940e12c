import { expect, test } from '@jest/globals';
import { readManifest } from '../../scripts/action-manifest.ts';
import { neededPermissions, readReusableWorkflows, renderReusableWorkflows } from '../../scripts/reusable-workflows.ts';
import { type Contexts, evaluate } from './concurrency/expression.ts';

/** Inputs of the action that the workflow does not take, with the reason. */
const LEFT_OUT = {
  python: 'the workflow loads the DAGs in the image that ships',
  base: 'the checkout has the first parent of the merge',
  ruff: 'the job dags runs the linter',
  cache: 'a cache that forks can write is not trusted',
  'build-secrets': 'the secret BUILD_SECRETS',
  'build-secret-envs': 'the caller cannot set the environment of a step of the workflow',
  'build-secret-files': 'the workflow has no step of the caller that could write a file',
  ssh: 'the workflow has no step of the caller that could start an agent',
  'gitops-token': 'the workflow has no token of the GitOps repository',
  'gitops-repository': 'used with gitops-token',
  'gitops-branch': 'used with gitops-token',
  'values-file': 'used with gitops-token',
  'base-values-files': 'used with gitops-token',
  'key-prefix': 'used with gitops-token',
  'tag-key': 'used with gitops-token',
  'repository-key': 'used with gitops-token',
  'cluster-image': 'used with gitops-token',
  'digest-key': 'used with gitops-token',
  'pin-digest': 'used with gitops-token',
  edits: 'used with gitops-token',
  'github-token': 'it is the job’s own',
};

const workflow = readReusableWorkflows().find(({ file }) => file === 'reusable-pull-request.yaml');
if (workflow === undefined) throw new Error('reusable-pull-request.yaml is missing');
const { inputs, secrets = {} } = workflow.on.workflow_call;
const jobs = workflow.jobs as unknown as Readonly<Record<string, Job>>;
const given = jobs.check?.steps.find(({ uses }) => uses === '$/actions/check')?.with ?? {};

test('it takes what the action check takes, with the same defaults, and passes it on', () => {
  const action = readManifest('actions/check/action.yml').inputs;
  expect(
    Object.keys(action)
      .filter((name) => !(name in inputs))
      .toSorted(),
  ).toEqual(Object.keys(LEFT_OUT).toSorted());
  for (const name of Object.keys(action).filter((each) => each in inputs)) {
    // The test of the role below evaluates its expression.
    if (name !== 'aws-role') {
      const fallback = name === 'image' ? ' || vars.IMAGE' : '';
      expect([name, given[name]]).toEqual([name, `\${{ inputs.${name}${fallback} }}`]);
    }
    expect([name, String(inputs[name]?.default ?? '')]).toEqual([name, action[name]?.default ?? '']);
  }
});

const [REPOSITORY, ROLE] = ['flux-data/etl', 'arn:aws:iam::123456789012:role/flux-airflow-check'];
const NEVER_SET = { inputs: {}, vars: {} };
const ON_MAIN = { github: { repository: REPOSITORY, event: {} } };

/** Returns the context of a run for a pull request whose branch is in a repository; `null` if that one was deleted. */
function pullRequestFrom(head: string | null): Contexts {
  const repo = head === null ? null : { full_name: head };
  return { github: { repository: REPOSITORY, event: { pull_request: { number: 7, head: { repo } } } } };
}

test.each<[string, Contexts, string]>([
  [
    'a pull request of the repository',
    { ...pullRequestFrom(REPOSITORY), inputs: { 'aws-role': ROLE }, vars: {} },
    ROLE,
  ],
  ['a run on main', { ...ON_MAIN, inputs: { 'aws-role': ROLE }, vars: {} }, ROLE],
  ['a variable', { ...ON_MAIN, inputs: {}, vars: { CHECK_AWS_ROLE: ROLE } }, ROLE],
  ['no role', { ...pullRequestFrom(REPOSITORY), ...NEVER_SET }, ''],
  ['a fork', { ...pullRequestFrom('stranger/etl'), inputs: { 'aws-role': ROLE }, vars: { CHECK_AWS_ROLE: ROLE } }, ''],
  ['a fork that was deleted', { ...pullRequestFrom(null), inputs: { 'aws-role': ROLE }, vars: {} }, ''],
])('the check gets the AWS role, except for pull requests from forks: %s', (_, contexts, role) => {
  expect(evaluate(given['aws-role'], contexts)).toBe(role);
  expect(inputs['aws-role']?.description).toMatch(/\. Defaults to the variable CHECK_AWS_ROLE$/);
});

test('only the step of the check gets the secret, which a caller need not pass', () => {
  expect(secrets).toEqual({ BUILD_SECRETS: { description: expect.any(String), required: false } });
  expect(given['build-secrets']).toBe(`\${{ secrets.BUILD_SECRETS }}`);
  expect(JSON.stringify(jobs).match(/secrets\./g)).toHaveLength(1);
});

test('no job asks for id-token: write, which would stop callers without aws-role; only the check can inherit it', () => {
  expect(workflow).not.toHaveProperty('permissions');
  const asked = Object.entries(jobs).map(([name, { permissions }]) => [name, permissions]);
  expect(Object.fromEntries(asked)).toEqual({
    dags: { contents: 'read' },
    check: undefined,
    protect: { contents: 'read', actions: 'read' },
  });
});

test('the reference names the permissions of the job that inherits them, and the one for the role', () => {
  expect(neededPermissions(workflow)).toEqual({
    contents: 'read',
    'pull-requests': 'write',
    checks: 'write',
    actions: 'read',
  });
  const [, section = ''] = renderReusableWorkflows().split('## reusable-pull-request\n');
  expect(section).toContain('`pull-requests: write`, and with `aws-role` also `id-token: write`. Jobs');
});

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly uses?: string; readonly with?: Readonly<Record<string, string>> }[];
}
