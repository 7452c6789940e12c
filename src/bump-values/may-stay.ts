import type { StoredManifest } from '../image/manifest.ts';
import type { Bump } from './commit-tag.ts';
import type { Deployable } from './judge.ts';

/** Whether the deployed image may stay if it has the content of the new one: nothing else is to be committed. */
export function mayStay(
  { operation, pinDigest, edits, tag }: Pick<Bump, 'operation' | 'pinDigest' | 'edits' | 'tag'>,
  { previousTag, previousDigest }: Deployable,
  deployed: StoredManifest | undefined,
): deployed is StoredManifest {
  if (deployed === undefined || operation.kind === 'resume') return false;
  if (edits.length > 0 && previousTag === tag) return false;
  return !pinDigest || previousDigest === deployed.digest;
}
