import type { Location } from '../findings.ts';

/** The codes of what protect looks at; docs/reference/protection.md explains each. */
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

/** One thing that was looked at: what is, what should be, and how to mend it. */
export interface ProtectionFinding {
  readonly code: ProtectionCode;
  /** `unknown`: the token cannot see it. */
  readonly state: 'fine' | 'wrong' | 'unknown';
  readonly is: string;
  readonly should: string;
  readonly remedy: string;
  readonly location?: Location;
}

/** The remedy where the settings of the repository are hidden. */
export const SEE_ADMINISTRATION =
  'Give a token with “Administration: read” in github-token; the workflow’s own cannot have it.';

/** Compliant only when everything was seen and is fine. */
export function evaluateCompliance(verdicts: readonly ProtectionFinding[]): 'true' | 'false' | 'unknown' {
  if (verdicts.some(({ state }) => state === 'wrong')) return 'false';
  return verdicts.length > 0 && verdicts.every(({ state }) => state === 'fine') ? 'true' : 'unknown';
}
