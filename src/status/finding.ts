import type { UserError } from '../errors.ts';
import type { Finding } from '../findings.ts';

/** The codes of a status; docs/reference/warnings.md explains each. */
export type StatusCode =
  | 'digest-mismatch'
  | 'health-unknown'
  | 'image-missing'
  | 'image-not-running'
  | 'not-healthy'
  | 'other-image-running'
  | 'out-of-sync'
  | 'sync-unknown'
  | 'tag-by-hand'
  | 'tag-empty'
  // Argo CD could not be read.
  | UserError['code'];

/** One fact of a status, for people and programs. */
export type StatusFinding = Pick<Finding<StatusCode>, 'code' | 'message'>;
