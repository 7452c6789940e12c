import type { Finding, Location } from '../findings.ts';

/** The codes of findings. Stable; docs/reference/guard-findings.md has a section for each. */
export const GUARD_CODES = [
  'attestation-invalid',
  'attestation-missing',
  'digest-mismatch',
  'digest-overrides-tag',
  'duplicate-key',
  'hold-ignored',
  'hold-removed',
  'image-missing',
  'image-unverified',
  'key-overridden',
  'other-image-still-referenced',
  'repository-shared',
  'sops-encrypted',
  'tag-by-hand',
  'tag-empty',
  'tag-reverted',
  'unread-text',
  'values-file-missing',
  'values-invalid',
] as const;

export type GuardCode = (typeof GUARD_CODES)[number];

/** A finding at a line of a values file. */
export interface GuardFinding extends Finding<GuardCode> {
  readonly location: Required<Location>;
}
