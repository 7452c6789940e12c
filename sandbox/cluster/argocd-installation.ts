import { dirname, join } from 'node:path';
import { requirePart } from '../../scripts/parts/installed.ts';
import { program } from './programs.ts';

/** Returns the folders of Argo CD's programs and of its resources. @throws Error that says how to install it */
export function findArgoCd(isNewest: boolean): { readonly programs: string; readonly resources: string } {
  if (!isNewest) {
    const programs = dirname(program('argocd'));
    return { programs, resources: join(programs, '../argocd') };
  }
  const programs = dirname(requirePart('argocd'));
  return { programs, resources: programs };
}
