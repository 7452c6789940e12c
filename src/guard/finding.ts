import type { Finding, Location } from '../findings.ts';

/** The codes of what guard finds; docs/reference/guard-findings.md has a section for each. */
export type GuardCode =
  | 'digest-mismatch'
  | 'digest-overrides-tag'
  | 'file-invalid'
  | 'hold-ignored'
  | 'hold-removed'
  | 'image-missing'
  | 'image-unverified'
  | 'key-overridden'
  | 'repository-shared'
  | 'sops-encrypted'
  | 'tag-by-hand'
  | 'tag-empty'
  | 'tag-reverted';

/** Something about a line of a values file. */
export interface GuardFinding extends Finding<GuardCode> {
  readonly location: Required<Location>;
}
