import { resolve } from 'node:path';
import { readArgoCd } from '../inputs/argocd.ts';
import { readMachine } from '../inputs/aws-role.ts';
import { readClients, readGitOpsToken } from '../inputs/clients.ts';
import { readValuesTarget } from '../inputs/gitops.ts';
import { readRegistryCredentials } from '../inputs/registry.ts';
import { openRegistry } from '../registry/client.ts';
import { parseImageName } from '../registry/image-name.ts';
import { assignments, flag, list, optional, required } from '../runner/inputs.ts';
import { readCommit, readRunContext } from '../runner/run-context.ts';
import type { StatusOptions } from './options.ts';

/** @throws UserError `input-…`, `image-name`, `argocd-…`, `repository-name` */
export async function readStatusOptions(): Promise<StatusOptions> {
  const image = required('image');
  const context = readRunContext();
  return {
    target: await readValuesTarget(),
    clients: readClients(readGitOpsToken({ isReadOnly: true }), context),
    image,
    tagPrefix: optional('tag-prefix') ?? '',
    sourceRepository: context.repository,
    newest: readCommit(),
    registry: openRegistry({
      image: parseImageName(image),
      pullOnly: true,
      machine: readMachine(),
      ...readRegistryCredentials(),
    }),
    argocd: readArgoCd(),
    approvers: list('approvers'),
    allowStaleApproval: flag('allow-stale-approval'),
  };
}

/** Returns the absolute path for the deployments page; `undefined` without the input. */
export function readPageFile(): string | undefined {
  const page = optional('page');
  return page === undefined ? undefined : resolve(readRunContext().workspace, page);
}

/**
 * Returns the names of values files on the deployments page, by path.
 * @throws UserError `input-assignment`
 */
export function readTeamNames(): ReadonlyMap<string, string> {
  return new Map(Object.entries(assignments('team-names')));
}
