import { isGitHubError } from '../github/api/errors.ts';
import { RegistryError } from '../registry/errors.ts';

/** Returns whether a line under `permissions` of the job would fix an adapter's error. */
export function needsJobPermission(error: unknown): boolean {
  if (error instanceof RegistryError) return error.kind === 'aws-credentials';
  return isGitHubError(error, 'permission') && error.tokenName === 'github-token';
}
