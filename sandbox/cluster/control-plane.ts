import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { freePorts } from '../http/free-ports.ts';
import { type Credentials, makeCredentials } from './credentials.ts';
import { Kubectl } from './kubectl.ts';
import type { Processes } from './processes.ts';
import { program } from './programs.ts';

const SERVICE_RANGE = '10.96.0.0/16';
/** The first address of the range, which belongs to the API server. */
const SERVICE_ADDRESS = '10.96.0.1';

export interface ControlPlane {
  readonly address: string;
  readonly port: number;
  readonly credentials: Credentials;
  readonly kubectl: Kubectl;
}

/** Starts etcd, API server, controller manager and scheduler, without nodes. `address` is the API server's. */
export async function startControlPlane(
  processes: Processes,
  directory: string,
  address: string,
): Promise<ControlPlane> {
  const [etcdPort = 0, peerPort = 0, port = 0, managerPort = 0, schedulerPort = 0] = await freePorts(5);
  const credentials = await makeCredentials(directory, { address, port, serviceAddress: SERVICE_ADDRESS });
  const kubectl = new Kubectl(program('kubectl'), credentials.kubeconfig.admin);
  const data = (name: string) => join(directory, 'data', name);
  await mkdir(join(directory, 'data'), { recursive: true });
  const etcd = `http://127.0.0.1:${etcdPort}`;
  const peer = `http://127.0.0.1:${peerPort}`;
  await processes.start(
    'etcd',
    [
      program('etcd'),
      ...options({
        name: 'sandbox',
        'data-dir': data('etcd'),
        'listen-client-urls': etcd,
        'advertise-client-urls': etcd,
        'listen-peer-urls': peer,
        'initial-advertise-peer-urls': peer,
        'initial-cluster': `sandbox=${peer}`,
      }),
      '--unsafe-no-fsync',
    ],
    async () => (await fetch(`${etcd}/health`)).ok,
  );
  await processes.start(
    'kube-apiserver',
    [
      program('kube-apiserver'),
      ...options({
        'etcd-servers': etcd,
        'bind-address': address,
        'advertise-address': address,
        'secure-port': String(port),
        ...(address === '127.0.0.1' ? { 'endpoint-reconciler-type': 'none' } : {}),
        'kubelet-preferred-address-types': 'InternalIP',
        'service-cluster-ip-range': SERVICE_RANGE,
        'tls-cert-file': credentials.certificate,
        'tls-private-key-file': credentials.key,
        'token-auth-file': credentials.tokens,
        'authorization-mode': 'RBAC',
        'allow-privileged': 'true',
        'service-account-issuer': 'https://kubernetes.default.svc',
        'service-account-key-file': credentials.publicKey,
        'service-account-signing-key-file': credentials.signingKey,
        'cert-dir': data('api-server'),
      }),
    ],
    () => kubectl.succeeds(['get', '--raw', '/readyz']),
  );
  const served = (name: string, own: number) => ({
    kubeconfig: name,
    'authentication-kubeconfig': name,
    'authorization-kubeconfig': name,
    'bind-address': '127.0.0.1',
    'secure-port': String(own),
    'leader-elect': 'false',
  });
  await processes.start(
    'kube-controller-manager',
    [
      program('kube-controller-manager'),
      ...options({
        ...served(credentials.kubeconfig['controller-manager'], managerPort),
        'flex-volume-plugin-dir': data('flex'),
        'service-account-private-key-file': credentials.signingKey,
        'root-ca-file': credentials.caCertificate,
        'use-service-account-credentials': 'true',
        'cert-dir': data('controller-manager'),
        'cluster-signing-cert-file': credentials.caCertificate,
        'cluster-signing-key-file': credentials.caKey,
      }),
    ],
    () => kubectl.succeeds(['get', 'serviceaccount', 'default', '--namespace', 'default']),
  );
  await processes.start(
    'kube-scheduler',
    [
      program('kube-scheduler'),
      ...options({ ...served(credentials.kubeconfig.scheduler, schedulerPort), 'cert-dir': data('scheduler') }),
    ],
    async () => true,
  );
  return { address, port, credentials, kubectl };
}

/** Returns `--name=value` for each. */
export function options(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).map(([name, value]) => `--${name}=${value}`);
}
