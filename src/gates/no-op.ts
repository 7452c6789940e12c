import type { CommitRequest } from '../gitops/request.ts';
import type { StoredManifest } from '../image/oci/manifest.ts';
import type { ApprovedDeployment } from './verdict.ts';

/** Whether the deployed image may stay if it has the content of the new one: nothing else is to be committed. */
export function isNoOp(
  { operation, pinDigest, edits, tag }: Pick<CommitRequest, 'operation' | 'pinDigest' | 'edits' | 'tag'>,
  { previousTag, previousDigest }: ApprovedDeployment,
  deployed: StoredManifest | undefined,
): deployed is StoredManifest {
  if (deployed === undefined || operation.kind === 'resume') return false;
  if (edits.length > 0 && previousTag === tag) return false;
  return !pinDigest || previousDigest === deployed.digest;
}
