import type { Location } from '../findings.ts';

/** One thing that was looked at: what is, what should be, and how to mend it. */
export interface ProtectionFinding {
  /** Stable; it is explained in the reference of protection. */
  readonly code: string;
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
