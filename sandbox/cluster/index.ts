import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ArgoCd, type ArgoCdOptions, startArgoCd } from './argocd.ts';
import type { GitSource } from './argocd-settings.ts';
import { startControlPlane } from './control-plane.ts';
import { adminKubeconfig } from './credentials.ts';
import { Kubectl } from './kubectl.ts';
import { lowerNetwork, NODE_ADDRESS, raiseNetwork } from './network.ts';
import { Processes } from './processes.ts';
import { program } from './programs.ts';
import { type Images, startRealNode, stopRealNode } from './real-node.ts';
import { startServices } from './services.ts';
import { startSimulatedNodes } from './simulated-nodes.ts';

export { describeApplication } from './application.ts';
export type { ArgoCd } from './argocd.ts';
export type { Service } from './argocd-services.ts';
export type { Kubectl } from './kubectl.ts';

export interface Cluster {
  /** Contains credentials, data and logs. */
  readonly directory: string;
  readonly kubectl: Kubectl;
  readonly argocd: ArgoCd;
  close(): Promise<void>;
}

/** The prefix of their folders' names. */
export const CLUSTER_PREFIX = 'flux-airflow-cluster-';

const VOLUMES = ['first', 'second', 'third'];

/**
 * Starts a real Kubernetes with a real Argo CD on this machine, which pulls from the repository. With `images`, a node
 * runs containers of them as root on its own bridge; otherwise the nodes are simulated, on loopback.
 */
export async function startCluster(
  source: GitSource,
  { images, ...pace }: ArgoCdOptions & { readonly images?: Images | undefined } = {},
): Promise<Cluster> {
  const directory = await mkdtemp(join(tmpdir(), CLUSTER_PREFIX));
  const processes = new Processes(directory);
  try {
    if (images !== undefined) await raiseNetwork(directory);
    const address = images === undefined ? '127.0.0.1' : NODE_ADDRESS;
    const controlPlane = await startControlPlane(processes, directory, address);
    const { kubectl } = controlPlane;
    await kubectl.applyFile('storage.yaml', { directory: await makeVolumes(directory) });
    if (images === undefined) await startSimulatedNodes(processes, controlPlane);
    else {
      await startRealNode(processes, directory, controlPlane, images);
      await startServices(processes, directory, controlPlane);
    }
    const argocd = await startArgoCd(processes, directory, controlPlane, source, pace);
    return { directory, kubectl, argocd, close: () => endCluster(directory) };
  } catch (error) {
    await endCluster(directory);
    throw error;
  }
}

/** Ends the processes of a folder, restores the machine's settings, and removes the folder. */
export async function endCluster(directory: string): Promise<void> {
  const processes = new Processes(directory);
  const kubectl = new Kubectl(program('kubectl'), adminKubeconfig(directory));
  await stopRealNode(processes, directory, kubectl);
  await processes.close();
  await lowerNetwork(directory);
  await rm(directory, { recursive: true, force: true });
}

/** Creates world-writable folders, because Airflow runs as its own user. */
async function makeVolumes(directory: string): Promise<string> {
  const volumes = join(directory, 'volumes');
  for (const name of VOLUMES) {
    await mkdir(join(volumes, name), { recursive: true });
    await chmod(join(volumes, name), 0o777);
  }
  return volumes;
}
