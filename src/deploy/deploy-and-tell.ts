import type { RollbackPage } from '../action/rollback-page.ts';
import type { Clients, Deployable } from '../bump-values/judge.ts';
import { showGuards } from '../bump-values/show-guards.ts';
import { type DeployOptions, deploy } from './deploy.ts';
import type { Listener } from './listener.ts';
import { reportDeployment } from './report.ts';
import type { RolloutOptions } from './rollout.ts';

/**
 * Deploys, tells how it ended in outputs, annotations and summary, and follows it to the cluster; the listeners hear of
 * each step.
 */
export async function deployAndTell(
  clients: Clients,
  options: DeployOptions & {
    readonly rollout: RolloutOptions | undefined;
    readonly rollbackPage: RollbackPage | undefined;
  },
  listeners: readonly Listener[],
): Promise<void> {
  const tell = (say: (listener: Listener) => void) => listeners.forEach(say);
  try {
    const onProof = (verdict: Deployable) => tell((listener) => listener.open(verdict));
    const onCommit = () => tell((listener) => listener.committing());
    const deployed = await showGuards(options, () => deploy(clients, { ...options, onProof, onCommit }));
    tell((listener) => listener.deployed(deployed));
    await Promise.all([reportDeployment(options, deployed), deployed.attached]);
    const { followRollout } = await import('./follow-rollout.ts');
    const followed = await followRollout(clients, options, deployed);
    if (followed === undefined) return;
    tell((listener) => listener.rolledOut(followed));
    const airflow = options.rollout?.airflow;
    if (airflow === undefined || followed.kind !== 'rolled-out') return;
    const [{ askAirflow }, { findDagFiles }] = await Promise.all([
      import('./ask-airflow.ts'),
      import('./dag-files.ts'),
    ]);
    await askAirflow(airflow, options.tag, await findDagFiles(options.registry, options.tag));
  } catch (error) {
    tell((listener) => listener.failed(error));
    throw error;
  } finally {
    await Promise.all(listeners.map((listener) => listener.close()));
  }
}
