import { reportGates } from '../gates/report.ts';
import type { ApprovedDeployment } from '../gates/verdict.ts';
import type { Clients } from '../gitops/request.ts';
import { checkAirflow } from './airflow/check-airflow.ts';
import { findDagFiles } from './airflow/dag-files.ts';
import { deploy } from './deploy.ts';
import type { DeploymentObserver } from './observers/observer.ts';
import type { DeployOptions, RolloutOptions } from './options.ts';
import { reportDeployment } from './report.ts';
import type { RollbackPage } from './rollback-page.ts';
import { readResourcesBefore } from './rollout/follow-argocd.ts';
import { followRollout } from './rollout/follow-rollout.ts';

/**
 * Deploys, reports the result in outputs, annotations and summary, and follows the rollout. Notifies the listeners of each
 * step.
 */
export async function deployAndReport(
  clients: Clients,
  options: DeployOptions & {
    readonly rollout: RolloutOptions | undefined;
    readonly rollbackPage: RollbackPage | undefined;
  },
  listeners: readonly DeploymentObserver[],
): Promise<void> {
  const { request, build } = options;
  const follow = request.delivery.dryRun ? undefined : options.rollout?.follow;
  const before = follow?.kind === 'argocd' ? readResourcesBefore(follow.argocd) : undefined;
  const notify = (say: (observer: DeploymentObserver) => void) => listeners.forEach(say);
  try {
    const onProof = (verdict: ApprovedDeployment) => notify((observer) => observer.open(verdict));
    const onPushed = () => notify((observer) => observer.pushed());
    const deployed = await reportGates(request.delivery.dryRun, () => deploy(clients, options, { onProof, onPushed }));
    const committedAt = Date.now();
    notify((observer) => observer.deployed(deployed));
    await Promise.all([reportDeployment(request, deployed), deployed.attached]);
    const followed = await followRollout(clients, request, { ...options, before }, deployed);
    if (followed === undefined) return;
    notify((observer) => observer.rolledOut(followed));
    const { tag } = request.version;
    const airflow = options.rollout?.airflow;
    if (airflow === undefined || followed.kind !== 'rolled-out') return;
    const files = await findDagFiles(build.registry, tag);
    await checkAirflow(airflow, { tag, files, sinceCommitMs: Date.now() - committedAt });
  } catch (error) {
    notify((observer) => observer.failed(error));
    throw error;
  } finally {
    await Promise.all(listeners.map((observer) => observer.close()));
  }
}
