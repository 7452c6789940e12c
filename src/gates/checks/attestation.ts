import { describeApproval, type VerifiedApproval } from '../../attestation/verify-approval.ts';
import { AdapterError, UserError } from '../../errors.ts';
import type { GateAnswer, GateSubject } from '../gate.ts';
import type { GateFacts } from '../verdict.ts';
import { findEarlierDeployment } from './earlier-deployment.ts';

/**
 * Checks that one of the required workflows signed the approval of the image. A rollback to an image from before the first
 * signature passes if the GitOps history proves that the same digest was deployed with an approval, and so does one while
 * Sigstore's keys cannot be read.
 * @throws UserError `attestation-missing`, `attestation-invalid`; RegistryError, SigstoreError
 */
export async function checkAttestation(
  subject: GateSubject,
  { digest }: Pick<GateFacts, 'digest'>,
): Promise<GateAnswer> {
  const { image, request } = subject;
  const { sourceRepository, commit } = request.version;
  let attested: VerifiedApproval | undefined;
  try {
    attested = await image?.verifyApproval?.({ digest, sourceRepository, commit });
  } catch (error) {
    const isAnswer = error instanceof UserError || error instanceof AdapterError;
    if (request.operation.kind !== 'rollback' || !isAnswer) throw error;
    const before = await findEarlierDeployment(subject, digest);
    if (before === undefined) throw error;
    return { answer: `not signed, but ${before.oid.slice(0, 7)} deployed the same image with an approval` };
  }
  if (attested === undefined) return { answer: 'not required' };
  return { answer: describeApproval(attested), facts: { attested } };
}
