import { expect, test } from '@jest/globals';
import { readManifest } from '../../scripts/action-manifest.ts';
import { readReusableWorkflows } from '../../scripts/reusable-workflows.ts';

/** Inputs of the action that the workflow does not take, with the reason. */
const LEFT_OUT = {
  python: 'the workflow loads the DAGs in the image that ships',
  base: 'the checkout has the first parent of the merge',
  ruff: 'the job dags runs the linter',
  cache: 'a cache that forks can write is not trusted',
  'build-secrets': 'the workflow uses no secrets, so that it also runs for forks',
  'build-secret-envs': 'the workflow uses no secrets, so that it also runs for forks',
  'build-secret-files': 'the workflow uses no secrets, so that it also runs for forks',
  ssh: 'the workflow uses no secrets, so that it also runs for forks',
  'gitops-token': 'the workflow uses no secrets, so that it also runs for forks',
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
  'aws-role': 'the job has no id-token: write, so that it also runs for forks',
};

test('it takes what the action check takes, with the same defaults, and passes it on', () => {
  const action = readManifest('actions/check/action.yml').inputs;
  const workflow = readReusableWorkflows().find(({ file }) => file === 'reusable-pull-request.yaml');
  const inputs = workflow?.on.workflow_call.inputs ?? {};
  const steps = Object.values(workflow?.jobs ?? {}).flatMap((job) => (job as unknown as Job).steps);
  const given = steps.find(({ uses }) => uses === '$/actions/check')?.with ?? {};
  expect(
    Object.keys(action)
      .filter((name) => !(name in inputs))
      .toSorted(),
  ).toEqual(Object.keys(LEFT_OUT).toSorted());
  for (const name of Object.keys(action).filter((each) => each in inputs)) {
    const fallback = name === 'image' ? ' || vars.IMAGE' : '';
    expect([name, given[name]]).toEqual([name, `\${{ inputs.${name}${fallback} }}`]);
    expect([name, String(inputs[name]?.default ?? '')]).toEqual([name, action[name]?.default ?? '']);
  }
});

interface Job {
  readonly steps: readonly { readonly uses?: string; readonly with?: Readonly<Record<string, string>> }[];
}
