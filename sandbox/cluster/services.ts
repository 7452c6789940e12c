import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePorts } from '../http/free-ports.ts';
import { type ControlPlane, options } from './control-plane.ts';
import { readManifest } from './kubectl.ts';
import { DNS_ADDRESS, NODE_ADDRESS, POD_RANGE } from './network.ts';
import type { Processes } from './processes.ts';
import { program } from './programs.ts';
import { NODE } from './real-node.ts';

/** Starts kube-proxy for service addresses and CoreDNS for names, so that pods find each other. */
export async function startServices(
  processes: Processes,
  directory: string,
  { kubectl, credentials }: ControlPlane,
): Promise<void> {
  const folder = join(directory, 'services');
  await mkdir(folder, { recursive: true });
  const [healthPort = 0, metricsPort = 0, readyPort = 0] = await freePorts(3);
  const values = {
    kubeconfig: credentials.kubeconfig.admin,
    range: POD_RANGE,
    address: NODE_ADDRESS,
    dns: DNS_ADDRESS,
    healthPort: String(healthPort),
    metricsPort: String(metricsPort),
    readyPort: String(readyPort),
  };
  const proxy = join(folder, 'kube-proxy.yaml');
  const names = join(folder, 'Corefile');
  await writeFile(proxy, await readManifest('kube-proxy.yaml', values));
  await writeFile(names, await readManifest('Corefile', values));
  await kubectl.applyFile('dns.yaml', values);
  await processes.start(
    'kube-proxy',
    [program('kube-proxy'), ...options({ config: proxy, 'hostname-override': NODE })],
    async () => (await fetch(`http://127.0.0.1:${healthPort}/healthz`)).ok,
  );
  await processes.start(
    'coredns',
    [program('coredns'), '-conf', names],
    async () => (await fetch(`http://127.0.0.1:${readyPort}/ready`)).ok,
  );
}
