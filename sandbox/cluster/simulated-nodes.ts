import { join } from 'node:path';
import { freePorts } from '../http/free-ports.ts';
import { type ControlPlane, options } from './control-plane.ts';
import type { Processes } from './processes.ts';
import { program } from './programs.ts';

const NODES = 2;

/** Starts nodes that run nothing: kwok moves their pods through the states of real ones, Jobs to completion. https://kwok.sigs.k8s.io */
export async function startSimulatedNodes(processes: Processes, { kubectl, credentials }: ControlPlane): Promise<void> {
  const [port = 0] = await freePorts(1);
  await processes.start(
    'kwok',
    [
      program('kwok'),
      ...options({
        config: join(import.meta.dirname, 'manifests/kwok.yaml'),
        kubeconfig: credentials.kubeconfig.admin,
        'manage-all-nodes': 'false',
        'manage-nodes-with-label-selector': 'type=kwok',
        'node-lease-duration-seconds': '40',
        'server-address': `127.0.0.1:${port}`,
        'node-ip': '127.0.0.1',
        cidr: '10.244.0.0/16',
      }),
    ],
    async () => (await fetch(`http://127.0.0.1:${port}/healthz`)).ok,
  );
  const capacity = { cpu: '32', memory: '256Gi', pods: '110' };
  const nodes = Array.from({ length: NODES }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: `simulated-${index}`,
      annotations: { 'kwok.x-k8s.io/node': 'fake' },
      labels: { type: 'kwok', 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' },
    },
    status: { allocatable: capacity, capacity },
  }));
  await kubectl.apply(nodes);
  await kubectl.run(['wait', 'node', '--all', '--for=condition=Ready', '--timeout=60s']);
}
