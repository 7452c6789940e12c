import { info } from '@actions/core';
import { APPROVAL_PREDICATE, type ApprovalPredicate, approvalPredicate } from '../attestation/approval-predicate.ts';
import { reasonOf, signingFailed } from '../attestation/errors.ts';
import type { SignOptions } from '../attestation/options.ts';
import { openSigner, type SignedStatement, type Signer } from '../attestation/sign.ts';
import { describeImage, statementAbout, type UnsignedStatement } from '../attestation/statements.ts';
import { eager } from '../eager.ts';
import { UserError } from '../errors.ts';
import type { ApprovedDeployment } from '../gates/verdict.ts';
import type { GitHub } from '../github/api/client.ts';
import { isGitHubError } from '../github/api/errors.ts';
import { storeAttestation } from '../github/repository/attestations.ts';
import type { DeploymentRequest } from '../gitops/request.ts';
import type { BuiltImage } from '../image/oci/image.ts';
import type { ImageName } from '../image-reference.ts';
import { plural } from '../plural.ts';
import type { Signatures } from '../push/options.ts';
import { annotate } from '../runner/annotate.ts';
import { formatError } from '../translate/translate.ts';
import type { DeployOptions } from './options.ts';

/** Signs the image of an approved deployment. */
export interface ImageSigner {
  /** Begins to sign an image that this run built, while it is pushed. */
  readonly begin: (built: BuiltImage) => Promise<Signatures>;
  /** Stores what was signed with GitHub; never throws. */
  readonly store: (github: GitHub) => Promise<void>;
}

/** Certificates are valid for ten minutes, and a build by Docker can take longer. */
const CERTIFICATE_AGE_MS = 300_000;

/** How to sign, and the certificate of the job. */
export interface PrefetchedSigning {
  readonly options: SignOptions;
  /** Returns the signer that was asked for, or a new one if its certificate is old or was not issued. */
  readonly signer: () => Promise<Signer>;
}

/** Asks for a certificate while the approval is checked. `undefined` if nothing is to be signed. */
export function prefetchSigning({ sign, build }: DeployOptions): PrefetchedSigning | undefined {
  if (sign === undefined || build.dryRun) return undefined;
  const open = () => openSigner(sign.services, () => sign.identityToken('sigstore'));
  const [signer, askedAt] = [eager(open()), Date.now()];
  return { options: sign, signer: () => (Date.now() - askedAt < CERTIFICATE_AGE_MS ? signer.catch(open) : open()) };
}

/** Prepares to sign. Signs nothing before `begin`, because signatures can be public. */
export function openImageSigner(
  { options, signer }: PrefetchedSigning,
  request: DeploymentRequest,
  decision: ApprovedDeployment,
  { registry, repository }: ImageName,
): ImageSigner {
  const image = `${registry}/${repository}`;
  let signing: Promise<readonly SignedStatement[]> = Promise.resolve([]);
  return {
    begin: async (built) => {
      const statements = await listStatements(image, built, approvalPredicate(request, options.serverUrl, decision));
      signing = eager(signer().then(({ sign }) => sign(statements)));
      return {
        count: statements.length,
        referrers: eager(signedOrReported(signing, options.mode)),
        isRequired: options.mode === 'required',
      };
    },
    store: async (github) => {
      const signed = await signing.catch(() => []);
      await storeAll(github, request.version.sourceRepository, signed);
    },
  };
}

async function listStatements(
  image: string,
  built: BuiltImage,
  approval: ApprovalPredicate | undefined,
): Promise<readonly UnsignedStatement[]> {
  const approved = approval && statementAbout(image, built.manifest, APPROVAL_PREDICATE, approval);
  return [...(await describeImage(image, built)), ...(approved === undefined ? [] : [approved])];
}

/** Returns the documents to attach. A failure is an error or, where a signature is not required, a warning. */
async function signedOrReported(
  signing: Promise<readonly SignedStatement[]>,
  mode: SignOptions['mode'],
): Promise<Signed> {
  try {
    const signed = await signing;
    info(`Signed ${plural(signed.length, 'statement')} about the image`);
    return signed.map(({ referrer }) => referrer);
  } catch (error) {
    if (mode === 'required') throw signingFailed(error);
    annotate('warning', 'image not signed', reasonOf(error));
    return [];
  }
}

type Signed = Awaited<Signatures['referrers']>;

async function storeAll(github: GitHub, repository: string, signed: readonly SignedStatement[]): Promise<void> {
  try {
    await Promise.all(signed.map(({ bundle }) => storeAttestation(github, repository, bundle)));
  } catch (error) {
    if (isGitHubError(error, 'permission'))
      return info('The signatures are not stored with GitHub: the job has no permission “attestations: write”.');
    annotate('warning', 'signature not stored with GitHub', formatError(error));
  }
}

/**
 * Checks that an image of another run needs no signature of this one: a run signs only what it built.
 * @throws UserError `signing-failed`
 */
export function assertSignable({ sign, requirement }: DeployOptions, tag: string, digest: string): void {
  if (sign?.mode !== 'required' || requirement !== undefined) return;
  throw new UserError(
    'signing-failed',
    `The tag ${tag} points to ${digest}, which another run pushed. A run signs only an image that it built.`,
    'Find out who pushed the tag. To sign and deploy this image, delete the tag in the registry and run this job again; or set sign: auto to deploy it without a signature.',
  );
}
