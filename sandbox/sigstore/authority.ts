import { createPublicKey, verify } from 'node:crypto';
import type { initializeCA } from '@sigstore/mock';
import { type Answer, json } from '../http/message.ts';
import type { Identity, JobClaims } from './identity.ts';

type CertificateAuthority = Awaited<ReturnType<typeof initializeCA>>;

const GOOGLE_UNKNOWN = 2;
const INVALID_ARGUMENT = 3;

/**
 * Issues a certificate as Fulcio does: for a token of the issuer, and for a key whose possession the caller proves.
 * https://github.com/sigstore/fulcio/blob/main/docs/certificate-specification.md
 */
export async function issueCertificate(
  authority: CertificateAuthority,
  identity: Identity,
  serverUrl: string,
  body: Buffer,
): Promise<Answer> {
  const { credentials, publicKeyRequest } = JSON.parse(body.toString());
  let claims: ReturnType<Identity['check']>;
  try {
    claims = identity.check(String(credentials?.oidcIdentityToken));
  } catch (error) {
    return json(400, { code: INVALID_ARGUMENT, message: error instanceof Error ? error.message : '', details: [] });
  }
  const key = createPublicKey(publicKeyRequest.publicKey.content);
  const proof = Buffer.from(publicKeyRequest.proofOfPossession, 'base64');
  if (!verify('sha256', Buffer.from(claims.sub), key, proof))
    return json(400, { code: GOOGLE_UNKNOWN, message: 'The signature supplied in the request could not be verified' });
  const leaf = await authority.issueCertificate({
    publicKey: key.export({ format: 'der', type: 'spki' }) as Buffer<ArrayBuffer>,
    subjectAltName: `${serverUrl}/${claims.job_workflow_ref}`,
    extensions: extensionsOf(claims, serverUrl),
  });
  const chain = { certificates: [toPem(leaf), toPem(authority.rootCertificate)] };
  return json(200, { signedCertificateEmbeddedSct: { chain } });
}

/** Returns the extensions of a GitHub job: https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md */
function extensionsOf(claims: JobClaims & { readonly iss: string }, serverUrl: string) {
  const legacy: readonly (readonly [string, string])[] = [['1', claims.iss]];
  const modern: readonly (readonly [string, string])[] = [
    ['8', claims.iss],
    ['9', `${serverUrl}/${claims.job_workflow_ref}`],
    ['10', claims.sha],
    ['11', 'github-hosted'],
    ['12', `${serverUrl}/${claims.repository}`],
    ['13', claims.sha],
    ['14', claims.ref],
    ['20', claims.event_name],
    ['21', `${serverUrl}/${claims.repository}/actions/runs/${claims.run_id}/attempts/${claims.run_attempt}`],
    ['22', claims.repository_visibility],
  ];
  const oid = (last: string) => `1.3.6.1.4.1.57264.1.${last}`;
  return [
    ...legacy.map(([last, value]) => ({ oid: oid(last), value, legacy: true })),
    ...modern.map(([last, value]) => ({ oid: oid(last), value })),
  ];
}

function toPem(der: ArrayBufferView<ArrayBuffer>): string {
  const base64 = Buffer.from(der.buffer, der.byteOffset, der.byteLength).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----\n`;
}
