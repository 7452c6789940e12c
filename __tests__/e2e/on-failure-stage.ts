import { expect } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import type { ActionResult } from '../../sandbox/runner/run-action.ts';
import { readDeployedTag } from '../../sandbox/stage/gitops-file.ts';
import { addRollbackTokens, ROLLBACK_INPUTS } from '../../sandbox/stage/rollback-tokens.ts';
import { type Stage, startStage, VALUES_FILE } from '../../sandbox/stage/stage.ts';

export { DEPLOYER } from '../../sandbox/stage/rollback-tokens.ts';

export const HOLD = `${VALUES_FILE}.hold`;
/** The name of the status that records a healthy deployment. */
export const CONTEXT = `flux-airflow/healthy: ${VALUES_FILE}`;
/** A sync that fails at once. */
export const FAILING = { kind: 'failing', retries: 1, message: 'quota exceeded' } as const;
/** A person starts the run. */
export const BY_HAND = { eventName: 'workflow_dispatch', actor: 'ada' } as const;

export type Options = Parameters<Stage['run']>[1];
type Scenario = Parameters<Stage['argocd']['setScenario']>[1];

/** Starts a stage whose tokens have the permissions for `on-failure: rollback`. */
export async function startRollbackStage(): Promise<Stage> {
  const stage = await startStage();
  addRollbackTokens(stage);
  return stage;
}

/** Runs a test on a separate stage. The tests mostly wait, so several run at once. */
export function onStage(scene: (stage: Stage) => Promise<void>): () => Promise<void> {
  return async () => {
    const stage = await startRollbackStage();
    try {
      await scene(stage);
    } finally {
      await stage.close();
    }
  };
}

/** Deploys a commit with `on-failure: rollback`. */
export function deploy(
  stage: Stage,
  commit: string,
  inputs: Record<string, string> = {},
  options: Options = {},
): Promise<ActionResult> {
  const { argocd, argocdToken } = stage;
  const seen = { 'argocd-server': argocd.url, 'argocd-app': 'flux-airflow', 'argocd-token': argocdToken };
  return stage.run(commit, { ...options, inputs: { ...seen, ...ROLLBACK_INPUTS, ...inputs } });
}

/** Deploys a version that is seen healthy. */
export async function deployHealthy(stage: Stage, inputs: Record<string, string> = {}): Promise<string> {
  const commit = await mergeDag(stage, 'orders');
  expect(await deploy(stage, commit, inputs)).toHaveDeployed({ outputs: { rollout: 'rolled-out' } });
  return commit;
}

/** Merges a version that will fail in this way. */
export async function mergeFailing(stage: Stage, scenario: Scenario, dag = 'payments'): Promise<string> {
  const commit = await mergeDag(stage, dag);
  stage.argocd.setScenario('flux-airflow', scenario, `version-${commit}`);
  return commit;
}

/** Returns the tag of a commit as headlines show it. */
export function short(commit: string): string {
  return `version-${commit.slice(0, 7)}`;
}

/** Expects that the run failed with `rolled-back`, and what `expectRestored` does. */
export async function expectRolledBack(
  stage: Stage,
  result: ActionResult,
  failed: string,
  restored: string,
): Promise<void> {
  expect(result).toHaveFailedWith('rolled-back');
  await expectRestored(stage, result, failed, restored);
}

/** Expects that the version is deployed again with a hold, by one commit of the rollback, and that the summary says so. */
export async function expectRestored(
  stage: Stage,
  result: ActionResult,
  failed: string,
  restored: string,
): Promise<void> {
  expect(result.outputs).toMatchObject({ 'rolled-back-to': `version-${restored}` });
  expect(result.summary).toMatch(new RegExp(`^## ❌ ${short(failed)} failed; ${short(restored)} runs again\n`));
  expect(await readDeployedTag(stage)).toBe(`version-${restored}`);
  const [last, before] = await stage.gitops.log('main');
  expect(last?.message).toContain('Operation: rollback\n');
  expect(last?.message).toContain(`Previous-Tag: version-${failed}\n`);
  expect(before?.message).toContain(`Source-Commit: ${failed}\n`);
  expect(last?.message).toContain(`Failed-Commit: ${before?.oid}\n`);
  expect(String(await stage.gitops.read('main', HOLD))).toContain(`version-${failed} failed`);
}

/** Expects that the failed version is still deployed, without a hold or an issue. */
export async function expectLeftAlone(stage: Stage, failed: string): Promise<void> {
  expect(await readDeployedTag(stage)).toBe(`version-${failed}`);
  expect(await stage.gitops.read('main', HOLD)).toBeUndefined();
  expect(stage.source.issues).toEqual([]);
}
