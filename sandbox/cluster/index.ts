import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ArgoCd, type GitSource, startArgoCd } from './argocd.ts';
import { startControlPlane } from './control-plane.ts';
import type { Kubectl } from './kubectl.ts';
import { Processes } from './processes.ts';
import { startSimulatedNodes } from './simulated-nodes.ts';

export { describeApplication } from './application.ts';
export type { ArgoCd, Service } from './argocd.ts';
export type { Kubectl } from './kubectl.ts';

export interface Cluster {
  /** Where it lives: credentials, data, logs. */
  readonly directory: string;
  readonly kubectl: Kubectl;
  readonly argocd: ArgoCd;
  close(): Promise<void>;
}

/** A real Kubernetes with a real Argo CD on loopback, which pulls from the repository; its nodes are simulated. */
export async function startCluster(source: GitSource): Promise<Cluster> {
  const directory = await mkdtemp(join(tmpdir(), 'flux-airflow-cluster-'));
  const processes = new Processes(directory);
  const close = async () => {
    await processes.close();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const controlPlane = await startControlPlane(processes, directory, '127.0.0.1');
    const { kubectl } = controlPlane;
    const volumes = join(directory, 'volumes');
    await mkdir(volumes);
    await kubectl.applyFile('storage.yaml', { directory: volumes });
    await startSimulatedNodes(processes, controlPlane);
    const argocd = await startArgoCd(processes, directory, controlPlane, source);
    return { directory, kubectl, argocd, close };
  } catch (error) {
    await close();
    throw error;
  }
}
