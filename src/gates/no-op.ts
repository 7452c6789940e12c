import type { DeploymentRequest } from '../gitops/request.ts';
import type { StoredManifest } from '../image/oci/manifest.ts';
import type { ApprovedDeployment } from './verdict.ts';

/** Returns whether a deployed image with the content of the new one may stay, because nothing else needs a commit. */
export function isNoOp(
  { operation, target, version }: Pick<DeploymentRequest, 'operation' | 'target' | 'version'>,
  { previousTag, previousDigest }: ApprovedDeployment,
  deployed: StoredManifest | undefined,
): deployed is StoredManifest {
  if (deployed === undefined || operation.kind === 'resume') return false;
  if (target.edits.length > 0 && previousTag === version.tag) return false;
  return !target.pinDigest || previousDigest === deployed.digest;
}
