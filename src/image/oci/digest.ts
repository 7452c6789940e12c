import { createHash } from 'node:crypto';

/** Returns `sha256:` and 64 hexadecimal digits: https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests */
export function digestOf(bytes: Uint8Array | string): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
