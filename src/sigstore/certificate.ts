import { createPublicKey, type KeyObject, sign } from 'node:crypto';
import { pem } from '@sigstore/core';
import { parseJsonObject } from '../parse-json.ts';
import { SigstoreError } from './errors.ts';
import { post, unusable } from './post.ts';

/** The form of Fulcio's response: https://github.com/sigstore/fulcio/blob/main/fulcio.proto */
interface Response {
  readonly signedCertificateEmbeddedSct?: Chained;
  readonly signedCertificateDetachedSct?: Chained;
}

interface Chained {
  readonly chain?: { readonly certificates?: readonly string[] };
}

/**
 * Returns a certificate (DER) that ties a key to the identity in a token. Proves the possession of the key by a signature
 * of the token's subject.
 * @param token an OpenID Connect token for the audience `sigstore`
 * @throws SigstoreError
 */
export async function requestCertificate(fulcio: string, token: string, privateKey: KeyObject): Promise<Buffer> {
  const publicKey = createPublicKey(privateKey).export({ format: 'pem', type: 'spki' });
  const proof = sign('sha256', Buffer.from(subjectOf(token)), privateKey);
  const { bytes } = await post('Fulcio', fulcio, '/api/v2/signingCert', {
    credentials: { oidcIdentityToken: token },
    publicKeyRequest: {
      publicKey: { algorithm: 'ECDSA', content: publicKey },
      proofOfPossession: proof.toString('base64'),
    },
  });
  const response: Response = parseJsonObject(bytes.toString()) ?? {};
  const { chain } = response.signedCertificateEmbeddedSct ?? response.signedCertificateDetachedSct ?? {};
  const [certificate] = chain?.certificates ?? [];
  if (certificate === undefined) throw unusable('Fulcio', 'a certificate');
  return pem.toDER(certificate);
}

/** Returns the claim `sub` of a token. Fulcio verifies the token; this only reads it. */
function subjectOf(token: string): string {
  const [, payload = ''] = token.split('.');
  const { sub } = parseJsonObject(Buffer.from(payload, 'base64url').toString()) ?? {};
  if (typeof sub === 'string') return sub;
  throw new SigstoreError('rejected', 'The OpenID Connect token of the job has no subject.');
}
