import { dirname, join } from 'node:path';
import { requirePart } from '../../scripts/parts/installed.ts';

/** The programs of the part `cluster`. */
const CLUSTER = new Set([
  ...['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy', 'kubelet', 'kubectl'],
  ...['kwok', 'coredns', 'pause'],
  ...['argocd', 'argocd-repo-server', 'argocd-application-controller', 'argocd-server'],
]);

/** Returns the path of a program of the real parts. @throws Error that says how to install it */
export function program(name: string): string {
  return CLUSTER.has(name) ? join(dirname(requirePart('cluster')), name) : requirePart(name);
}
