import { type BundleWithDsseEnvelope, envelopeToJSON, type TransparencyLogEntry } from '@sigstore/bundle';
import { pem } from '@sigstore/core';
import { parseJsonObject } from '../parse-json.ts';
import { get, post, unusable } from './post.ts';

const ENTRIES = '/api/v1/log/entries';

/** An entry as Rekor returns it: https://github.com/sigstore/rekor/blob/main/openapi.yaml */
interface Entry {
  readonly body: string;
  readonly integratedTime: number;
  readonly logID: string;
  readonly logIndex: number;
  readonly verification: {
    readonly signedEntryTimestamp: string;
    readonly inclusionProof: {
      readonly logIndex: number;
      readonly treeSize: number;
      readonly rootHash: string;
      readonly hashes: readonly string[];
      readonly checkpoint: string;
    };
  };
}

/**
 * Enters a signature into the public log, and returns the log's proof. If the log has it from an attempt whose answer was
 * lost, reads that entry.
 * @throws SigstoreError
 */
export async function logSignature(
  rekor: string,
  { dsseEnvelope }: BundleWithDsseEnvelope['content'],
  certificate: Buffer,
): Promise<TransparencyLogEntry> {
  const verifier = Buffer.from(pem.fromDER(certificate)).toString('base64');
  const envelope = JSON.stringify(envelopeToJSON(dsseEnvelope));
  const proposed = {
    apiVersion: '0.0.1',
    kind: 'dsse',
    spec: { proposedContent: { envelope, verifiers: [verifier] } },
  };
  const answer = await post('Rekor', rekor, ENTRIES, proposed, [409]);
  if (answer.status !== 409) return readEntry(answer.bytes);
  const id = answer.headers.get('location')?.split('/').at(-1) ?? '';
  if (!/^[0-9a-f]+$/.test(id)) throw unusable('Rekor', 'the place of the entry that it has');
  return readEntry((await get('Rekor', rekor, `${ENTRIES}/${id}`)).bytes);
}

function readEntry(bytes: Buffer): TransparencyLogEntry {
  const [entry] = Object.values(parseJsonObject(bytes.toString()) ?? {}) as Partial<Entry>[];
  const { body, logID, integratedTime, logIndex, verification } = entry ?? {};
  const isWhole = body !== undefined && logID !== undefined && verification?.inclusionProof !== undefined;
  if (!isWhole) throw unusable('Rekor', 'an entry with its proof');
  const { inclusionProof: proof, signedEntryTimestamp } = verification;
  const { kind, apiVersion } = JSON.parse(Buffer.from(body, 'base64').toString());
  return {
    logIndex: String(logIndex),
    logId: { keyId: Buffer.from(logID, 'hex') },
    integratedTime: String(integratedTime),
    kindVersion: { kind, version: apiVersion },
    inclusionPromise: { signedEntryTimestamp: Buffer.from(signedEntryTimestamp, 'base64') },
    inclusionProof: {
      logIndex: String(proof.logIndex),
      treeSize: String(proof.treeSize),
      rootHash: Buffer.from(proof.rootHash, 'hex'),
      hashes: proof.hashes.map((hash) => Buffer.from(hash, 'hex')),
      checkpoint: { envelope: proof.checkpoint },
    },
    canonicalizedBody: Buffer.from(body, 'base64'),
  };
}
