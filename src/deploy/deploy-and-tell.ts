import type { Clients } from '../bump-values/judge.ts';
import { showGuards } from '../bump-values/show-guards.ts';
import { type DeployOptions, deploy } from './deploy.ts';
import { reportDeployment } from './report.ts';
import type { RolloutOptions } from './rollout.ts';
import type { Thread } from './thread.ts';

/**
 * Deploys, tells how it ended in outputs, annotations and summary, and follows it to the cluster; `thread` hears of each
 * step, and decides nothing.
 */
export async function deployAndTell(
  clients: Clients,
  options: DeployOptions & { readonly rollout: RolloutOptions | undefined },
  thread: Thread | undefined,
): Promise<void> {
  try {
    const onProof = thread === undefined ? {} : { onProof: thread.open };
    const deployed = await showGuards(options, () => deploy(clients, { ...options, ...onProof }));
    thread?.deployed(deployed);
    await reportDeployment(options, deployed);
    const { followRollout } = await import('./follow-rollout.ts');
    const rollout = await followRollout(clients, options, deployed);
    if (rollout !== undefined) thread?.rolledOut(rollout);
  } catch (error) {
    thread?.failed(error);
    throw error;
  } finally {
    await thread?.close();
  }
}
