import type { SerializedBundle } from '@sigstore/bundle';
import type { JobClaims } from '../../sandbox/sigstore/identity.ts';
import type { SigstoreServer } from '../../sandbox/sigstore/index.ts';
import { SOURCE, type Stage } from '../../sandbox/stage/stage.ts';
import { APPROVAL_PREDICATE } from '../../src/attestation/approval-predicate.ts';
import { openSigner, PREDICATE_ANNOTATION } from '../../src/attestation/sign.ts';
import { statementAbout } from '../../src/attestation/statements.ts';
import type { StoredManifest } from '../../src/image/oci/manifest.ts';
import { makeReferrer } from '../../src/image/oci/referrer.ts';
import { issuerOf, jobClaims, openStageRegistry } from './signing-stage.ts';

/** What is unusual about an approval that someone attaches to an image. */
export interface Forgery {
  readonly claims?: Partial<JobClaims>;
  readonly issuer?: string;
  readonly predicateType?: string;
  /** The image that the statement is about. */
  readonly about?: StoredManifest;
  readonly source?: { readonly repository?: string; readonly commit?: string };
  /** What the approval leaves out. */
  readonly notProved?: string;
  /** Changes the bundle after it was signed. */
  readonly change?: (bundle: SerializedBundle) => unknown;
}

/** Attaches a signed approval to the image of a tag, as anyone can who may push and whose job may sign. */
export async function attachApproval(
  stage: Stage,
  sigstore: SigstoreServer,
  commit: string,
  forgery: Forgery = {},
): Promise<void> {
  const registry = openStageRegistry(stage, { writes: true });
  const subject = await registry.getManifest(`version-${commit}`);
  if (subject === undefined) throw new Error(`no image of ${commit}`);
  const { url } = sigstore.service;
  const claims = { ...jobClaims(stage), ...forgery.claims };
  const token = sigstore.identity.issue(claims, 'sigstore', forgery.issuer ?? issuerOf(stage));
  const predicate = {
    source: { repository: `${stage.github.url}/${SOURCE}`, commit, ...forgery.source },
    pullRequests: [],
    ...(forgery.notProved === undefined ? {} : { notProved: forgery.notProved }),
    run: { url: 'https://run', actor: 'ada' },
  };
  const type = forgery.predicateType ?? APPROVAL_PREDICATE;
  const statement = statementAbout('image', forgery.about ?? subject, type, predicate);
  const services = { fulcio: url, rekor: url, tsa: url };
  const [signed] = await (await openSigner(services, async () => token)).sign([statement]);
  if (signed === undefined) throw new Error('nothing was signed');
  const bundle = forgery.change?.(signed.bundle) ?? signed.bundle;
  // The verifier looks for this annotation. The statement can have another type.
  const annotations = { [PREDICATE_ANNOTATION]: APPROVAL_PREDICATE };
  const document = Buffer.from(JSON.stringify(bundle));
  const { blobs, manifest } = makeReferrer(subject, signed.bundle.mediaType, document, annotations);
  for (const blob of blobs) await registry.putBlob(blob);
  await registry.putManifest(manifest.digest, manifest);
}
