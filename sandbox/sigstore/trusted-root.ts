import { createHash } from 'node:crypto';

interface Keys {
  readonly fulcio: Uint8Array;
  readonly log: Uint8Array;
  readonly certificateLog: Uint8Array;
  readonly timestamps: readonly Uint8Array[];
}

/**
 * Returns the keys of a Sigstore in the form that verifiers read.
 * https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_trustroot.proto
 */
export function trustedRoot(url: string, { fulcio, log, certificateLog, timestamps }: Keys): unknown {
  const validFor = { start: new Date(Date.now() - 60_000).toISOString() };
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  const logged = (key: Uint8Array) => ({
    baseUrl: url,
    hashAlgorithm: 'SHA2_256',
    publicKey: { rawBytes: base64(key), keyDetails: 'PKIX_ECDSA_P256_SHA_256', validFor },
    logId: { keyId: createHash('sha256').update(key).digest('base64') },
  });
  const authority = (certificates: readonly Uint8Array[]) => ({
    subject: { organization: 'sigstore.mock', commonName: 'sigstore' },
    uri: url,
    certChain: { certificates: certificates.map((each) => ({ rawBytes: base64(each) })) },
    validFor,
  });
  return {
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: [logged(log)],
    certificateAuthorities: [authority([fulcio])],
    ctlogs: [logged(certificateLog)],
    timestampAuthorities: [authority(timestamps)],
  };
}
