import { callForBytes } from '../http/service-call.ts';
import { serviceAt } from './errors.ts';
import type { SigstoreServices } from './services.ts';

const LIMIT_MS = 2_000;
/** How many statements about an image are usually signed at once: provenance, SBOM and approval. */
const STATEMENTS = 3;

/**
 * Opens the connections that signing will use, while the token of the job is asked for and the approval is checked: a new
 * one takes one to three round trips. Returns when that to Fulcio, which is called first, is open. Reads what changes
 * seldom, because Node closes the connection of a `HEAD`. Ignores failures, which the signing will meet.
 * https://github.com/sigstore/fulcio/blob/main/fulcio.proto,
 * https://github.com/sigstore/rekor/blob/main/openapi.yaml, https://github.com/sigstore/timestamp-authority/blob/main/openapi.yaml
 */
export async function openConnections({ fulcio, rekor, tsa }: SigstoreServices): Promise<void> {
  const connected = open(fulcio, '/api/v2/configuration');
  for (let statement = 0; statement < STATEMENTS; statement++) {
    if (rekor !== undefined) void open(rekor, '/api/v1/log');
    if (tsa !== undefined) void open(tsa, '/api/v1/timestamp/certchain');
  }
  await connected;
}

async function open(server: string, path: string): Promise<void> {
  await callForBytes(serviceAt('Sigstore', server), path, {}, LIMIT_MS).catch(() => undefined);
}
