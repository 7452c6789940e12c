import { createHash } from 'node:crypto';

/** A global id, the same in REST and GraphQL. */
export function nodeId(kind: string, id: number | string): string {
  return `${kind}_${createHash('sha1').update(String(id)).digest('base64url').slice(0, 16)}`;
}
