import type { Replica } from '../gitops/request.ts';
import { parseImageName } from '../registry/image-name.ts';
import { openReader } from '../registry/reader.ts';
import { minutes, optional, required } from '../runner/inputs.ts';
import { readMachine } from './aws-role.ts';

/** Returns the name that the cluster pulls the image by, and that the values file has. @throws UserError `input-missing` */
export function readClusterImage(): string {
  return optional('cluster-image') ?? required('image');
}

/**
 * Returns the registry of `cluster-image`; `undefined` if the cluster pulls from the registry of the push, or if
 * `replica-timeout` is 0.
 * @throws RegistryError `invalid-image-name`; UserError `input-minutes`
 */
export function readReplica(): Replica | undefined {
  const name = optional('cluster-image');
  if (name === undefined || name === optional('image') || optional('replica-timeout') === '0') return undefined;
  const registry = openReader(parseImageName(name), { machine: readMachine() });
  return { registry, limitMs: minutes('replica-timeout') };
}
