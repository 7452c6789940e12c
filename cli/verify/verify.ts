import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type VerifiedApproval, verifyApproval } from '../../src/attestation/verify-approval.ts';
import { UserError } from '../../src/errors.ts';
import { openRegistry } from '../../src/registry/client.ts';
import { parseImageName } from '../../src/registry/image-name.ts';
import { readMachine } from '../../src/runner/environment.ts';
import { openVerifiers } from '../../src/sigstore/trust.ts';
import { withCleanup } from '../with-cleanup.ts';
import type { VerifyOptions } from './inputs.ts';

export interface Verified extends VerifiedApproval {
  readonly digest: string;
}

/**
 * Verifies that one of the workflows signed the approval of the image that a tag names.
 * @throws UserError `image-missing`, `attestation-missing`, `attestation-invalid`; RegistryError, SigstoreError
 */
export async function verifyTag(options: VerifyOptions): Promise<Verified> {
  const { image, tag, commit, repository, serverUrl, workflows, trustedRoots } = options;
  const temp = await mkdtemp(join(tmpdir(), 'flux-airflow-verify-'));
  return withCleanup(
    () => rm(temp, { recursive: true, force: true }),
    async () => {
      const verifiers = () => openVerifiers({ temp, ...(trustedRoots === undefined ? {} : { trustedRoots }) });
      const registry = openRegistry({ image: parseImageName(image), pullOnly: true, machine: readMachine() });
      const digest = await registry.resolve(tag);
      if (digest === undefined)
        throw new UserError(
          'image-missing',
          `The registry has no ${image}:${tag}.`,
          'Copy the tag from the values file.',
        );
      const approved = { digest, sourceRepository: repository, commit };
      return { digest, ...(await verifyApproval(registry, approved, { workflows, serverUrl, verifiers })) };
    },
  );
}
