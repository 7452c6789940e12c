import type { Finding } from '../findings.ts';

/** The codes of the checks; docs/reference/protection.md explains each. */
export type ProtectionCode =
  | 'action-unpinned'
  | 'actions-approve'
  | 'approvals'
  | 'bypass'
  | 'code-owner-review'
  | 'codeowners-errors'
  | 'codeowners-missing'
  | 'codeowners-name'
  | 'codeowners-unowned'
  | 'deletion'
  | 'environment-branches'
  | 'environment-missing'
  | 'environment-secrets'
  | 'environment-unused'
  | 'force-push'
  | 'last-push-approval'
  | 'no-branch-rules'
  | 'pull-request'
  | 'required-checks'
  | 'stale-reviews'
  | 'workflow-token';

/** The result of one check: the actual state, the expected state, and the remedy. */
export interface ProtectionFinding extends Pick<Finding<ProtectionCode>, 'code' | 'location'> {
  /** `unknown`: the token cannot read it. */
  readonly state: 'fine' | 'wrong' | 'unknown';
  readonly is: string;
  readonly should: string;
  readonly remedy: string;
}

/** The remedy if the token cannot read the settings of the repository. */
export const SEE_ADMINISTRATION =
  'Set github-token to a token with “Administration: read”; the job’s own token cannot have it.';

/** Returns `true` only if every check could be made and is fine. */
export function evaluateCompliance(verdicts: readonly ProtectionFinding[]): 'true' | 'false' | 'unknown' {
  if (verdicts.some(({ state }) => state === 'wrong')) return 'false';
  return verdicts.length > 0 && verdicts.every(({ state }) => state === 'fine') ? 'true' : 'unknown';
}
