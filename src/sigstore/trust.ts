import { join } from 'node:path';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { getTrustedRoot } from '@sigstore/tuf';
import { toTrustMaterial, Verifier } from '@sigstore/verify';
import { reasonOf } from '../http/reason.ts';
import { SigstoreError } from './errors.ts';

const CALL_LIMIT_MS = 10_000;

/** Where the keys of Sigstore's services come from. */
export interface TrustSource {
  /** One trusted root or several, a line each, as `gh attestation trusted-root` prints them; absent: Sigstore's own, by TUF. */
  readonly trustedRoots?: string;
  /** A folder for files of TUF. */
  readonly temp: string;
}

/**
 * Returns a verifier for each Sigstore that is trusted.
 * @throws SigstoreError `invalid-root`, `unavailable` if Sigstore's TUF repository does not answer
 */
export async function openVerifiers({ trustedRoots, temp }: TrustSource): Promise<readonly Verifier[]> {
  if (trustedRoots === undefined) return [openVerifier(await fetchRoot(temp))];
  return parseRoots(trustedRoots).map((root) => {
    try {
      const parsed = TrustedRoot.fromJSON(root);
      if (parsed.certificateAuthorities.length === 0) throw new Error('it names no authority of certificates');
      return openVerifier(parsed);
    } catch (cause) {
      throw invalidRoot(reasonOf(cause), cause);
    }
  });
}

/**
 * Demands what the Sigstore of this root gives to every signature: an entry in its public log and in the log of
 * certificates, or else a signed timestamp.
 */
function openVerifier(root: TrustedRoot): Verifier {
  return new Verifier(toTrustMaterial(root), {
    tlogThreshold: Math.min(root.tlogs.length, 1),
    ctlogThreshold: Math.min(root.ctlogs.length, 1),
    timestampThreshold: 1,
  });
}

/** Reads one JSON document, or one on each line. */
function parseRoots(text: string): readonly unknown[] {
  const parse = (part: string): unknown => {
    const root: unknown = JSON.parse(part);
    if (typeof root === 'object' && root !== null) return root;
    throw new Error('it is not a JSON object');
  };
  try {
    return [parse(text)];
  } catch (whole) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    try {
      if (lines.length < 2) throw whole;
      return lines.map(parse);
    } catch (cause) {
      throw invalidRoot(reasonOf(cause), cause);
    }
  }
}

function invalidRoot(reason: string, cause: unknown): SigstoreError {
  return new SigstoreError('invalid-root', `The trusted root is not one of Sigstore: ${reason}.`, { cause });
}

/** Updates Sigstore's root by TUF, from the copy in the bundle. https://docs.sigstore.dev/about/security/#sigstores-root-of-trust */
async function fetchRoot(temp: string): Promise<TrustedRoot> {
  try {
    return await getTrustedRoot({
      cachePath: join(temp, 'sigstore-tuf'),
      timeout: CALL_LIMIT_MS,
      retry: { retries: 2 },
    });
  } catch (cause) {
    const call = { service: 'Sigstore', request: 'GET trusted_root.json' };
    throw new SigstoreError('unavailable', `Sigstore's keys could not be read: ${reasonOf(cause)}`, { call, cause });
  }
}
