import { resolve } from 'node:path';
import { readClients, readPlaces } from '../action/deployment-inputs.ts';
import { optional, required } from '../action/inputs.ts';
import { readRegistryCredentials } from '../action/registry-inputs.ts';
import { readArgoCd } from '../action/rollout-inputs.ts';
import { readCommit, readRunContext } from '../action/run-context.ts';
import { parseImageName } from '../registry/reference.ts';
import { openRegistry } from '../registry/registry.ts';
import type { StatusOptions } from './status.ts';

/** @throws UserError `input-…`, `image-name`, `argocd-…`, `repository-name` */
export async function readStatusOptions(): Promise<StatusOptions> {
  const image = required('image');
  return {
    ...(await readPlaces()),
    clients: readClients(),
    image,
    tagPrefix: optional('tag-prefix') ?? '',
    sourceRepository: readRunContext().repository,
    newest: readCommit(),
    registry: openRegistry({ image: parseImageName(image), pullOnly: true, ...readRegistryCredentials() }),
    argocd: readArgoCd(),
  };
}

/** Where the page of deployments is written, absolute; `undefined`: it is not asked for. */
export function readPageFile(): string | undefined {
  const page = optional('page');
  return page === undefined ? undefined : resolve(readRunContext().workspace, page);
}
