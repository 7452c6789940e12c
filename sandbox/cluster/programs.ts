import { dirname, join } from 'node:path';
import { requirePart } from '../../scripts/parts/installed.ts';

/** Programs of parts that have several. */
const PARTS: Readonly<Record<string, string>> = {
  kubectl: 'kubernetes',
  'kube-apiserver': 'kubernetes',
  'kube-controller-manager': 'kubernetes',
  'kube-scheduler': 'kubernetes',
  'kube-proxy': 'kubernetes',
  kubelet: 'kubernetes',
  'argocd-repo-server': 'argocd',
  'argocd-application-controller': 'argocd',
  'argocd-server': 'argocd',
};

/** The path of a program of the real parts. @throws Error that says how to install it */
export function program(name: string): string {
  const part = PARTS[name];
  return part === undefined ? requirePart(name) : join(dirname(requirePart(part)), name);
}
