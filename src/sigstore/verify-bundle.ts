import { bundleFromJSON, isBundleWithDsseEnvelope } from '@sigstore/bundle';
import { ASN1Obj } from '@sigstore/core';
import { toSignedEntity, type Verifier } from '@sigstore/verify';
import { parseJsonObject } from '../parse-json.ts';

/** The extension of a certificate with the repository whose job signed; https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md */
const SOURCE_REPOSITORY = '1.3.6.1.4.1.57264.1.12';

/** A signed statement with the identity of its signer, as the certificate has it. */
export interface VerifiedStatement {
  /** The workflow that signed: `https://github.com/owner/repo/path@ref`. */
  readonly workflow: string;
  readonly issuer: string;
  /** The repository whose job it was: `https://github.com/owner/repo`. */
  readonly repository: string;
  readonly statement: Readonly<Record<string, unknown>>;
}

/**
 * Returns the statement in a bundle if one of the verifiers accepts its signature, certificate and time; otherwise the
 * reason of the last one.
 */
export function verifyBundle(
  json: unknown,
  verifiers: readonly Verifier[],
): VerifiedStatement | { readonly invalid: string } {
  let invalid = 'no Sigstore is trusted';
  for (const verifier of verifiers) {
    try {
      const bundle = bundleFromJSON(json);
      if (!isBundleWithDsseEnvelope(bundle)) return { invalid: 'the bundle has no statement' };
      const { identity } = verifier.verify(toSignedEntity(bundle));
      const statement = parseJsonObject(bundle.content.dsseEnvelope.payload.toString());
      if (statement === undefined) return { invalid: 'the statement is not a JSON object' };
      const [repository] = (identity?.oids ?? []).filter(({ oid }) => oid?.id.join('.') === SOURCE_REPOSITORY);
      return {
        workflow: identity?.subjectAlternativeName ?? '',
        issuer: identity?.extensions?.issuer ?? '',
        repository: repository === undefined ? '' : readText(repository.value),
        statement,
      };
    } catch (error) {
      invalid = error instanceof Error ? error.message : String(error);
    }
  }
  return { invalid };
}

/** Returns the text of an extension, which is encoded in ASN.1. */
function readText(value: Buffer): string {
  return ASN1Obj.parseBuffer(Buffer.from(value)).value.toString();
}
