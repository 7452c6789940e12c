import type { SerializedBundle } from '@sigstore/bundle';
import { makeReferrer, type Referrer } from '../image/oci/referrer.ts';
import { openConnections } from '../sigstore/open-connections.ts';
import type { SigstoreServices } from '../sigstore/services.ts';
import { StatementSigner } from '../sigstore/statement-signer.ts';
import type { UnsignedStatement } from './statements.ts';

/** The annotations that cosign and `gh` look for; https://github.com/sigstore/cosign/blob/main/specs/BUNDLE_SPEC.md */
export const PREDICATE_ANNOTATION = 'dev.sigstore.bundle.predicateType';
const CONTENT_ANNOTATION = 'dev.sigstore.bundle.content';

/** A signed statement, as a file and as a document of its image. */
export interface SignedStatement {
  readonly bundle: SerializedBundle;
  readonly referrer: Referrer;
}

/** Signs with one certificate, which is valid for ten minutes. */
export interface Signer {
  /** @throws SigstoreError */
  readonly sign: (statements: readonly UnsignedStatement[]) => Promise<readonly SignedStatement[]>;
}

/**
 * Gets a certificate for the identity of the job.
 * @param readToken returns an OpenID Connect token for the audience `sigstore`
 * @throws SigstoreError; the error of `readToken`
 */
export async function openSigner(services: SigstoreServices, readToken: () => Promise<string>): Promise<Signer> {
  const [token] = await Promise.all([readToken(), openConnections(services)]);
  const signer = await StatementSigner.open(services, token);
  return { sign: (statements) => Promise.all(statements.map((statement) => signStatement(signer, statement))) };
}

async function signStatement(signer: StatementSigner, statement: UnsignedStatement): Promise<SignedStatement> {
  const { subject, predicateType, bytes } = statement;
  const bundle = await signer.sign(bytes);
  const annotations = { [CONTENT_ANNOTATION]: 'dsse-envelope', [PREDICATE_ANNOTATION]: predicateType };
  const document = Buffer.from(JSON.stringify(bundle));
  return { bundle, referrer: makeReferrer(subject, bundle.mediaType, document, annotations) };
}
