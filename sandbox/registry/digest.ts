import { createHash } from 'node:crypto';

export interface Digest {
  readonly algorithm: 'sha256' | 'sha512';
  readonly hex: string;
}

/** Parses a digest; `undefined` if it is malformed or its algorithm is not registered (OCI image-spec, descriptor.md#digests). */
export function parseDigest(text: string): Digest | undefined {
  const [, algorithm, hex] = /^(sha256|sha512):([0-9a-f]+)$/.exec(text) ?? [];
  if (algorithm === 'sha256' && hex?.length === 64) return { algorithm, hex };
  if (algorithm === 'sha512' && hex?.length === 128) return { algorithm, hex };
  return undefined;
}

/** Returns `algorithm:hex`. */
export function formatDigest({ algorithm, hex }: Digest): string {
  return `${algorithm}:${hex}`;
}

/** Returns `algorithm:hex` of the bytes. */
export function digestOf(bytes: Uint8Array, algorithm: Digest['algorithm'] = 'sha256'): string {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}
