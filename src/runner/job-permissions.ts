import { needsJobPermission } from '../translate/job-permission.ts';
import type { Entry } from './side-effects.ts';

/** All permissions of the job's token that an action can need; docs/how-to/github-app.md says what each is for. */
export const JOB_PERMISSIONS: Readonly<Record<Entry, readonly string[]>> = {
  deploy: ['contents: read', 'pull-requests: write', 'deployments: write', 'issues: write', 'attestations: write'],
  'bump-values': ['contents: read', 'pull-requests: read', 'issues: write'],
  build: ['contents: read'],
  push: ['contents: read'],
  check: ['contents: read', 'pull-requests: write', 'checks: write', 'actions: read'],
  status: ['contents: read', 'pull-requests: read', 'deployments: read'],
  protect: ['contents: read', 'actions: read'],
  guard: ['contents: read'],
};

/** The job assumes the AWS role with its OpenID Connect token. */
const AWS_ROLE = 'id-token: write';

/**
 * Adds the whole `permissions` block to the remedy of a missing permission. GitHub denies every permission that the
 * block does not list, so a user who adds a block with only the missing one loses the others.
 */
export function completeRemedy(entry: Entry, remedy: string, error: unknown): string {
  if (!needsJobPermission(error)) return remedy;
  const all = entry === 'protect' ? JOB_PERMISSIONS[entry] : [...JOB_PERMISSIONS[entry], AWS_ROLE];
  const aws = entry === 'protect' ? '' : ` Drop ${AWS_ROLE} if the job assumes no AWS role.`;
  return `${remedy} This step needs “permissions: { ${all.join(', ')} }” in total: GitHub denies every permission that the block does not list.${aws}`;
}
