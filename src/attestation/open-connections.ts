import type { SigstoreServices } from '../sigstore/services.ts';

/** How many statements about an image are usually signed at once: provenance, SBOM and approval. */
const STATEMENTS = 3;
const LIMIT_MS = 3_000;

/**
 * Opens the connections that signing will use, while the approval is checked: to open one later costs a signature two more
 * round trips. Sends HEAD requests, and ignores failures, which the real calls will meet.
 */
export function openConnections({ fulcio, rekor, tsa }: SigstoreServices): void {
  const perStatement = [rekor, tsa].filter((server) => server !== undefined);
  const servers = [fulcio, ...Array.from({ length: STATEMENTS }, () => perStatement).flat()];
  for (const server of servers) {
    const opened = fetch(server, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(LIMIT_MS) });
    opened.catch(() => undefined);
  }
}
