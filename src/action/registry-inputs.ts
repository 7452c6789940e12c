import { UserError } from '../errors.ts';
import { optional, secret } from './inputs.ts';

export interface RegistryCredentials {
  readonly credentials?: { readonly username: string; readonly password: string };
}

/** @throws UserError `registry-credentials` when one of the two is missing */
export function readRegistryCredentials(): RegistryCredentials {
  const username = optional('registry-username');
  const hasPassword = optional('registry-password') !== undefined;
  if (username === undefined && !hasPassword) return {};
  if (username !== undefined && hasPassword)
    return { credentials: { username, password: secret('registry-password') } };
  throw new UserError(
    'registry-credentials',
    `Only ${hasPassword ? 'registry-password' : 'registry-username'} is given.`,
    'Give registry-username and registry-password together, or neither: then docker’s own credentials are used, and for Amazon ECR those of AWS.',
  );
}
