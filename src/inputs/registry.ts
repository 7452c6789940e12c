import { UserError } from '../errors.ts';
import { splitRepositoryName } from '../image-reference.ts';
import { openRegistry, type Registry } from '../registry/client.ts';
import { parseImageName } from '../registry/image-name.ts';
import { flag, optional, required, secret } from '../runner/inputs.ts';
import { readMachine } from './aws-role.ts';

interface RegistryCredentials {
  readonly credentials?: { readonly username: string; readonly password: string };
}

/**
 * Opens the repository of the input `image`. May create a missing one, but not in a dry run.
 * @throws RegistryError `invalid-image-name`; UserError `registry-credentials`
 */
export function readRegistry(): Registry {
  const image = parseImageName(readImageName());
  const createRepository = flag('create-repository') && !flag('dry-run');
  return openRegistry({ image, createRepository, machine: readMachine(), ...readRegistryCredentials() });
}

/**
 * Returns the image as the input `image` names it, for outputs and logs.
 * @throws UserError `input-missing`
 */
export function readImageName(): string {
  return required('image');
}

/**
 * Returns the input `registry-mirror`: a host, with the path of a pull-through cache if it has one.
 * @throws UserError `image-name`
 */
export function readMirror(): string | undefined {
  const mirror = optional('registry-mirror')?.replace(/\/$/, '');
  if (mirror === undefined) return undefined;
  const [host = ''] = mirror.split('/', 1);
  if (splitRepositoryName(`${mirror}/image`)?.registry === host) return mirror;
  throw new UserError(
    'image-name',
    `The input registry-mirror is ${JSON.stringify(mirror)}, which is not the host of a registry with an optional path.`,
    'Write the host without a scheme, and the path of the cache if it has one, e.g. 123456789012.dkr.ecr.eu-west-1.amazonaws.com/docker-hub.',
  );
}

/** @throws UserError `registry-credentials` if one of the two is missing */
export function readRegistryCredentials(): RegistryCredentials {
  const username = optional('registry-username');
  const hasPassword = optional('registry-password') !== undefined;
  if (username === undefined && !hasPassword) return {};
  if (username !== undefined && hasPassword)
    return { credentials: { username, password: secret('registry-password') } };
  throw new UserError(
    'registry-credentials',
    `Only ${hasPassword ? 'registry-password' : 'registry-username'} is set.`,
    'Set registry-username and registry-password together, or neither. Without them the action uses the credentials of docker, and for Amazon ECR those of AWS.',
  );
}
