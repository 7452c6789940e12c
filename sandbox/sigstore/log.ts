import { createHash } from 'node:crypto';
import type { initializeTLog } from '@sigstore/mock';
import { type Answer, json } from '../http/message.ts';

type Log = Awaited<ReturnType<typeof initializeTLog>>;

const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

/**
 * A log with the interface of Rekor v1. It keeps of a signed statement what Rekor keeps: hashes, the signature and the
 * certificate. Each entry is the only one of its tree, so that its proof of inclusion is short.
 * https://github.com/sigstore/rekor/blob/main/pkg/types/dsse/README.md
 */
export class SignatureLog {
  readonly #log: Log;
  /** The entries by their id, which is made of their content. */
  readonly #entries = new Map<string, unknown>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** Adds a proposed entry. Rejects one that it has, and names it. */
  async add(body: Buffer): Promise<Answer> {
    const proposed = JSON.parse(body.toString());
    if (proposed.kind !== 'dsse') return json(400, { code: 400, message: `unknown type ${proposed.kind}` });
    const { envelope: text, verifiers } = proposed.spec.proposedContent;
    const envelope = JSON.parse(text);
    const [signature] = envelope.signatures;
    const entry = {
      apiVersion: '0.0.1',
      kind: 'dsse',
      spec: {
        envelopeHash: { algorithm: 'sha256', value: sha256(text) },
        payloadHash: { algorithm: 'sha256', value: sha256(Buffer.from(envelope.payload, 'base64')) },
        signatures: [{ signature: signature.sig, verifier: verifiers[0] }],
      },
    };
    const id = sha256(JSON.stringify(entry));
    const known = this.#entries.has(id);
    const headers = { location: `/api/v1/log/entries/${id}` };
    if (known) return json(409, { code: 409, message: 'an equivalent entry already exists' }, headers);
    const [logged] = Object.values(await this.#log.log(entry));
    this.#entries.set(id, logged);
    return json(201, { [id]: logged }, headers);
  }

  describe(): Answer {
    return json(200, { treeSize: this.#entries.size });
  }

  find(id: string): Answer {
    const entry = this.#entries.get(id);
    return entry === undefined ? json(404, { code: 404, message: 'entry not found' }) : json(200, { [id]: entry });
  }
}
