import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { bundleToJSON, type SerializedBundle, toDSSEBundle } from '@sigstore/bundle';
import { dsse } from '@sigstore/core';
import { requestCertificate } from './certificate.ts';
import { logSignature } from './log-entry.ts';
import { post } from './post.ts';
import type { SigstoreServices } from './services.ts';

/** The type of an in-toto statement in a signed envelope. */
export const STATEMENT_PAYLOAD = 'application/vnd.in-toto+json';

/**
 * Signs the statements of one run with one key that never leaves this process, and one certificate.
 * https://github.com/secure-systems-lab/dsse, https://docs.sigstore.dev/about/bundle/
 */
export class StatementSigner {
  readonly #services: SigstoreServices;
  readonly #privateKey: KeyObject;
  readonly #certificate: Buffer;

  private constructor(services: SigstoreServices, privateKey: KeyObject, certificate: Buffer) {
    this.#services = services;
    this.#privateKey = privateKey;
    this.#certificate = certificate;
  }

  /**
   * Makes a key and gets a certificate for the identity of the job.
   * @param token an OpenID Connect token for the audience `sigstore`
   * @throws SigstoreError
   */
  static async open(services: SigstoreServices, token: string): Promise<StatementSigner> {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    return new StatementSigner(services, privateKey, await requestCertificate(services.fulcio, token, privateKey));
  }

  /** Signs a statement, and gets the proof of its time. Returns a Sigstore bundle. @throws SigstoreError */
  async sign(statement: Buffer): Promise<SerializedBundle> {
    const { rekor, tsa } = this.#services;
    const signature = sign('sha256', dsse.preAuthEncoding(STATEMENT_PAYLOAD, statement), this.#privateKey);
    const bundle = toDSSEBundle({
      artifact: statement,
      artifactType: STATEMENT_PAYLOAD,
      signature,
      certificate: this.#certificate,
    });
    const [entry, timestamp] = await Promise.all([
      rekor === undefined ? undefined : logSignature(rekor, bundle.content, this.#certificate),
      tsa === undefined ? undefined : requestTimestamp(tsa, signature),
    ]);
    const { verificationMaterial: material } = bundle;
    return bundleToJSON({
      ...bundle,
      verificationMaterial: {
        ...material,
        tlogEntries: entry === undefined ? [] : [entry],
        timestampVerificationData: {
          rfc3161Timestamps: timestamp === undefined ? [] : [{ signedTimestamp: timestamp }],
        },
      },
    });
  }
}

/** Returns a timestamp of a signature: https://github.com/sigstore/timestamp-authority */
async function requestTimestamp(tsa: string, signature: Buffer): Promise<Buffer> {
  const artifactHash = createHash('sha256').update(signature).digest('base64');
  const body = { artifactHash, hashAlgorithm: 'sha256' };
  return (await post('Timestamp authority', tsa, '/api/v1/timestamp', body)).bytes;
}
