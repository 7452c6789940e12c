import { isGitHubError } from '../github/api/errors.ts';
import { RegistryError } from '../registry/errors.ts';
import type { Entry } from './side-effects.ts';

/** Everything that an action can need of the job's token. docs/how-to/github-app.md says what each is for. */
export const JOB_PERMISSIONS: Readonly<Record<Entry, readonly string[]>> = {
  deploy: ['contents: read', 'pull-requests: write', 'deployments: write', 'issues: write'],
  'bump-values': ['contents: read', 'pull-requests: read', 'issues: write'],
  build: ['contents: read'],
  push: ['contents: read'],
  check: ['contents: read', 'pull-requests: write', 'checks: write'],
  status: ['contents: read', 'pull-requests: read', 'deployments: read'],
  protect: ['contents: read', 'actions: read'],
  guard: ['contents: read'],
};

/** The role in AWS is taken with the job's OpenID token. */
const AWS_ROLE = 'id-token: write';

/**
 * Completes the remedy of a missing permission with the whole block: GitHub denies every permission that a block of
 * `permissions` does not list, so a reader who adds a block for one permission loses the others.
 */
export function completeRemedy(entry: Entry, remedy: string, error: unknown): string {
  if (!isFixedByJobPermissions(error)) return remedy;
  const all = entry === 'protect' ? JOB_PERMISSIONS[entry] : [...JOB_PERMISSIONS[entry], AWS_ROLE];
  const aws = entry === 'protect' ? '' : `; ${AWS_ROLE} is for a role in AWS`;
  return `${remedy} The whole block for this step is “permissions: { ${all.join(', ')} }”: GitHub denies what a block does not list${aws}.`;
}

function isFixedByJobPermissions(error: unknown): boolean {
  if (error instanceof RegistryError) return error.kind === 'aws-credentials';
  return isGitHubError(error, 'permission') && error.tokenName === 'github-token';
}
