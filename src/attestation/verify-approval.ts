import { isWholeApproval } from '../approval/proof.ts';
import { UserError } from '../errors.ts';
import type { Manifest } from '../image/oci/manifest.ts';
import { parseJson } from '../parse-json.ts';
import { findReferrers } from '../registry/find-referrers.ts';
import type { RegistryReader } from '../registry/reader.ts';
import { type VerifiedStatement, verifyBundle } from '../sigstore/verify-bundle.ts';
import { APPROVAL_PREDICATE, type ApprovalPredicate } from './approval-predicate.ts';
import { type AttestationRequirement, isIssuerOf, isRequiredWorkflow } from './requirement.ts';
import { PREDICATE_ANNOTATION } from './sign.ts';

const BUNDLE_TYPE = /^application\/vnd\.dev\.sigstore\.bundle/;
/** Anyone who may push can attach documents, so only so many are read. */
const MAX_BUNDLES = 30;

/** An image with the commit that it was built from. */
export interface ApprovedImage {
  readonly digest: string;
  /** `owner/name`; absent: any repository whose job ran the required workflow. */
  readonly sourceRepository?: string;
  readonly commit: string;
}

/** An approval that one of the required workflows signed. */
export interface VerifiedApproval {
  readonly workflow: string;
  readonly approval: ApprovalPredicate;
}

/** Returns the verifier of an image's signed approval, as an option; none if no signature is required. */
export function approvalVerifier(
  registry: RegistryReader,
  requirement: AttestationRequirement | undefined,
): { readonly verifyApproval?: (image: ApprovedImage) => Promise<VerifiedApproval> } {
  return requirement === undefined ? {} : { verifyApproval: (image) => verifyApproval(registry, image, requirement) };
}

/**
 * Verifies that a required workflow signed the approval of an image. Prefers one that leaves nothing out.
 * @throws UserError `attestation-missing`, `attestation-invalid`; RegistryError, SigstoreError
 */
export async function verifyApproval(
  registry: RegistryReader,
  image: ApprovedImage,
  requirement: AttestationRequirement,
): Promise<VerifiedApproval> {
  const { manifests } = await findReferrers(registry, image.digest);
  const approvals = manifests.filter(({ artifactType = '', annotations }) => {
    const type = annotations?.[PREDICATE_ANNOTATION] ?? APPROVAL_PREDICATE;
    return BUNDLE_TYPE.test(artifactType) && type === APPROVAL_PREDICATE;
  });
  if (approvals.length === 0) throw missing(image);
  const verifiers = await requirement.verifiers();
  const reasons = new Set<string>();
  let limited: VerifiedApproval | undefined;
  for (const { digest } of approvals.slice(-MAX_BUNDLES)) {
    const verified = verifyBundle(await readBundle(registry, digest), verifiers);
    const reason = 'invalid' in verified ? verified.invalid : findFault(verified, image, requirement);
    if (reason !== undefined || 'invalid' in verified) {
      reasons.add(reason ?? '');
      continue;
    }
    const found = { workflow: verified.workflow, approval: verified.statement.predicate as ApprovalPredicate };
    // Each run that deploys the image attaches its own approval, and the order in a registry means nothing.
    if (isWholeApproval(found.approval)) return found;
    limited ??= found;
  }
  if (limited !== undefined) return limited;
  throw invalid(image, requirement, [...reasons]);
}

async function readBundle(registry: RegistryReader, digest: string): Promise<unknown> {
  const manifest: Partial<Manifest> = JSON.parse(String((await registry.getManifest(digest))?.bytes ?? '{}'));
  const [layer] = manifest.layers ?? [];
  return layer === undefined ? undefined : parseJson((await registry.getBlob(layer)).toString());
}

/** Returns why a signed statement does not approve the image; `undefined` if it does. */
function findFault(
  { workflow, issuer, repository, statement }: VerifiedStatement,
  { digest, sourceRepository, commit }: ApprovedImage,
  requirement: AttestationRequirement,
): string | undefined {
  const source = sourceRepository === undefined ? repository : `${requirement.serverUrl}/${sourceRepository}`;
  const { subject, predicateType } = statement;
  if (!isIssuerOf(requirement.serverUrl, issuer)) return `it was signed with an identity of ${issuer}`;
  if (repository.toLowerCase() !== source.toLowerCase()) return `it was signed by a job of ${repository}`;
  if (!isRequiredWorkflow(workflow, requirement)) return `it was signed by the workflow ${workflow}`;
  if (predicateType !== APPROVAL_PREDICATE) return `it is a statement of the type ${predicateType}`;
  if (!digestsOf(subject).includes(digest)) return `it is about ${digestsOf(subject).join(', ')}`;
  const { source: approved } = statement.predicate as Partial<ApprovalPredicate>;
  if (approved?.commit !== commit) return `it approves the commit ${approved?.commit}`;
  return approved.repository.toLowerCase() === source.toLowerCase() ? undefined : `it approves ${approved.repository}`;
}

function digestsOf(subject: unknown): readonly string[] {
  const subjects: readonly { readonly digest?: { readonly sha256?: string } }[] = Array.isArray(subject) ? subject : [];
  return subjects.map(({ digest }) => `sha256:${digest?.sha256}`);
}

/** Describes who approved an image and who signed that, on one line. */
export function describeApproval({ workflow, approval }: VerifiedApproval): string {
  const { pullRequests = [], breakGlass } = approval;
  const numbers = pullRequests.map(({ number }) => `#${number}`);
  const glass = breakGlass === undefined ? [] : [`BREAK-GLASS by @${breakGlass.by}`];
  return `${workflow} signed the approval of ${[...numbers, ...glass].join(', ')}`;
}

const REMEDY =
  'If no deployment pushed this image, find out who did. Otherwise deploy a new commit with sign: required; for a rollback, choose another tag.';

function missing({ digest }: ApprovedImage): UserError {
  return new UserError('attestation-missing', `The image ${digest} has no signed approval.`, REMEDY);
}

function invalid(
  { digest }: ApprovedImage,
  { workflows }: AttestationRequirement,
  reasons: readonly string[],
): UserError {
  return new UserError(
    'attestation-invalid',
    `The image ${digest} has no approval by ${workflows.join(' or ')}. An approval is attached, but ${reasons.join('; ')}.`,
    REMEDY,
  );
}
