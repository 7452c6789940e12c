import type { ProtectionFinding } from './finding.ts';

export interface Applied {
  readonly outcome: 'created' | 'updated' | 'unchanged';
  readonly diff: readonly string[];
}

export interface Protection {
  readonly outcome: 'audited' | Applied['outcome'];
  readonly compliant: 'true' | 'false' | 'unknown';
  readonly verdicts: readonly ProtectionFinding[];
  readonly diff: readonly string[];
}
