import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { LEAD, type Stage, startStage, VALUES_FILE } from '../../sandbox/stage/stage.ts';
import { actionsOf, readPolicy } from '../repository/iam-policy.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(() => stage.close());

/** The actions that a role allows, and the actions that were used. */
class Allowed extends Set<string> {
  readonly asked = new Set<string>();

  override has(action: string): boolean {
    this.asked.add(action);
    return super.has(action);
  }
}

/** Sets exactly these actions for the role of the job. */
function allow(granted: readonly string[]): Allowed {
  const allowed = new Allowed(granted);
  const [key] = stage.account.accessKeys.values();
  if (key === undefined) throw new Error('the account has no key');
  stage.account.accessKeys.set(key.accessKeyId, { ...key, allowed });
  return allowed;
}

/** Sets the state after a build of the runtime, whose layers are read once. */
function forgetWhatIsKnownOfTheRuntime(): void {
  const tags = stage.account.repositories.get('flux-airflow')?.images.tags;
  const known = [...(tags?.keys() ?? [])].filter((tag) => tag.endsWith('.index'));
  expect(known).toHaveLength(1);
  for (const tag of known) tags?.delete(tag);
}

/** Runs deployments, a rerun, a status and a rollback. */
async function deployAndGoBack(): Promise<void> {
  const first = await mergeDag(stage, 'orders');
  const second = await mergeDag(stage, 'returns');
  const runs = [
    await stage.run(first),
    await stage.run(first),
    await stage.run(second),
    await stage.run(second, { entry: 'status', inputs: stage.statusInputs() }),
    await stage.run(second, {
      inputs: { operation: 'rollback', 'rollback-to': `version-${first}`, reason: 'counts twice' },
    }),
  ];
  for (const run of runs) expect(run).toHaveSucceeded({ annotations: [] });
}

test('a deployment uses exactly the actions of its policy', async () => {
  const granted = actionsOf(readPolicy('Permissions of a deployment'));
  const allowed = allow(granted);
  forgetWhatIsKnownOfTheRuntime();
  await deployAndGoBack();
  expect([...allowed.asked].toSorted()).toEqual(granted);
});

test('a status uses exactly the actions of its policy', async () => {
  const commit = await mergeDag(stage, 'orders');
  await stage.run(commit);
  const granted = actionsOf(readPolicy('Read-only permissions'));
  const allowed = allow(granted);
  forgetWhatIsKnownOfTheRuntime();
  const status = await stage.run(commit, { entry: 'status', inputs: stage.statusInputs() });
  const dryRun = await stage.run(await mergeDag(stage, 'returns'), { inputs: { 'dry-run': 'true' } });
  for (const run of [status, dryRun]) expect(run).toHaveSucceeded({ annotations: [] });
  expect([...allowed.asked].toSorted()).toEqual(granted);
});

test('creating a repository needs only the one extra action', async () => {
  const allowed = allow([
    ...actionsOf(readPolicy('Permissions of a deployment')),
    ...actionsOf(readPolicy('Permission to create the repository')),
  ]);
  stage.account.repositories.delete('flux-airflow');
  await stage.run(await mergeDag(stage, 'orders'), { inputs: { 'create-repository': 'true' } });
  expect(stage.account.repositories.has('flux-airflow')).toBe(true);
  expect([...allowed.asked]).toEqual(
    expect.arrayContaining(actionsOf(readPolicy('Permission to create the repository'))),
  );
});

test('a promotion needs no more than a status', async () => {
  const staging = 'applications/staging-values/flux-airflow-values.yaml';
  const files = { [staging]: (await stage.gitops.read('main', VALUES_FILE)) ?? null };
  await stage.gitops.commit({ branch: 'main', message: 'Staging', author: LEAD, files });
  const commit = await mergeDag(stage, 'orders');
  const tried = await stage.run(commit, { inputs: { 'values-file': staging } });
  allow(actionsOf(readPolicy('Read-only permissions')));
  const promoted = await stage.run(commit);
  for (const run of [tried, promoted])
    expect(run).toHaveDeployed({ outputs: { digest: tried.outputs.digest }, annotations: [] });
});
