/** Every code of a finding. Stable; docs/reference/guard-findings.md has a section for each. */
export const GUARD_CODES = [
  'digest-mismatch',
  'digest-overrides-tag',
  'file-invalid',
  'hold-ignored',
  'hold-removed',
  'image-missing',
  'image-unverified',
  'key-overridden',
  'repository-shared',
  'sops-encrypted',
  'tag-by-hand',
  'tag-empty',
  'tag-reverted',
] as const;

export type GuardCode = (typeof GUARD_CODES)[number];

export interface GuardFinding {
  readonly level: 'error' | 'warning';
  readonly code: GuardCode;
  readonly message: string;
  readonly path: string;
  readonly line: number;
}
