import { createPublicKey, verify } from 'node:crypto';
import type { initializeCA } from '@sigstore/mock';
import { type Answer, json } from '../http/message.ts';
import type { Identity } from './identity.ts';

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
function extensionsOf(claims: ReturnType<Identity['check']>, serverUrl: string) {
  const run = `${serverUrl}/${claims.repository}/actions/runs/${claims.run_id}/attempts/${claims.run_attempt}`;
  const legacy = [claims.iss, claims.event_name, claims.sha, claims.workflow, claims.repository, claims.ref];
  const modern = [
    claims.iss,
    `${serverUrl}/${claims.job_workflow_ref}`,
    claims.job_workflow_sha,
    claims.runner_environment,
    `${serverUrl}/${claims.repository}`,
    claims.sha,
    claims.ref,
    claims.repository_id,
    `${serverUrl}/${claims.repository_owner}`,
    claims.repository_owner_id,
    `${serverUrl}/${claims.workflow_ref}`,
    claims.workflow_sha,
    claims.event_name,
    run,
    claims.repository_visibility,
  ];
  const oid = (last: number) => `1.3.6.1.4.1.57264.1.${last}`;
  return [
    ...legacy.map((value, index) => ({ oid: oid(index + 1), value, legacy: true })),
    ...modern.map((value, index) => ({ oid: oid(index + 8), value })),
    { oid: oid(24), value: claims.sub },
  ];
}

function toPem(der: ArrayBufferView<ArrayBuffer>): string {
  const base64 = Buffer.from(der.buffer, der.byteOffset, der.byteLength).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----\n`;
}
