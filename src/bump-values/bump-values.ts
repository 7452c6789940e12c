import { approvalVerifier } from '../attestation/verify-approval.ts';
import { evaluateGates, evaluateRequest } from '../gates/evaluate.ts';
import { withVerdicts } from '../gates/gated-error.ts';
import { isNoOp } from '../gates/no-op.ts';
import type { ApprovedDeployment } from '../gates/verdict.ts';
import type { Clients, DeploymentRequest } from '../gitops/request.ts';
import type { StoredManifest } from '../image/oci/manifest.ts';
import type { Registry } from '../registry/client.ts';
import { isSameImage } from '../registry/same-image.ts';
import { closeStaleProposal } from './close-stale-proposal.ts';
import { commitTag } from './commit.ts';
import { hold } from './hold.ts';
import type { ImageSource } from './options.ts';
import type { BumpResult } from './result.ts';

export type Result = BumpResult & { readonly digest?: string };

/**
 * Deploys, holds, resumes or rolls back, with an image that is in the registry already.
 * @throws GatedError around an error of or after the gates
 */
export async function bumpValues(clients: Clients, request: DeploymentRequest, image: ImageSource): Promise<Result> {
  const { operation } = request;
  if (operation.kind === 'hold') return hold(clients, request, operation.reason);
  return operation.kind === 'rollback' ? rollback(clients, request, image) : bumpTag(clients, request, image);
}

/**
 * Deploys an older image and holds all deployments, in one commit. Needs no build, and no new proof if the GitOps history
 * has an earlier deployment of the same image.
 */
async function rollback(clients: Clients, request: DeploymentRequest, image: ImageSource): Promise<Result> {
  const { registry, digest: expected, requirement } = image;
  const found = (await registry.getManifest(request.version.tag))?.digest;
  const decision = await evaluateRequest(clients, request, {
    found,
    expected,
    ...approvalVerifier(registry, requirement),
  });
  const digest = found === undefined ? {} : { digest: found };
  if (decision.outcome !== 'deployable')
    return { ...(await closeStaleProposal(clients, request, decision)), ...digest };
  const { verdicts } = decision;
  return { ...(await withVerdicts(verdicts, () => commitTag(clients, request, decision))), ...digest };
}

/** Asks the gates, then commits the tag unless the deployed image has the same content. */
async function bumpTag(clients: Clients, request: DeploymentRequest, image: ImageSource): Promise<Result> {
  const { registry, digest: expected, requirement } = image;
  const [decision, manifest] = await Promise.all([
    evaluateRequest(clients, request),
    registry.getManifest(request.version.tag),
  ]);
  const subject = {
    clients,
    request,
    file: decision.file,
    image: { found: manifest?.digest, expected, ...approvalVerifier(registry, requirement) },
  };
  const approved = decision.outcome === 'deployable' ? await evaluateGates(subject, decision) : decision;
  if (approved.outcome !== 'deployable') return closeStaleProposal(clients, request, approved);
  const { digest, verdicts } = approved;
  return withVerdicts(verdicts, async () => {
    const unchanged = manifest && (await findUnchanged(request, approved, registry, manifest));
    return { ...(unchanged ?? (await commitTag(clients, request, approved))), digest };
  });
}

/** Returns the result `unchanged` if the deployed image has the same content; otherwise `undefined`. */
async function findUnchanged(
  request: DeploymentRequest,
  approved: ApprovedDeployment,
  registry: Registry,
  manifest: StoredManifest,
): Promise<BumpResult | undefined> {
  const { previousTag, verdicts } = approved;
  if (previousTag === null) return undefined;
  const deployed = await registry.getManifest(previousTag);
  const isSame = isNoOp(request, approved, deployed) && (await isSameImage(registry, deployed, manifest));
  return isSame ? { outcome: 'unchanged', previousTag, verdicts } : undefined;
}
