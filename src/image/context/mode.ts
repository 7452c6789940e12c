import type { Stats } from 'node:fs';

const OWNER_READ_WRITE = 0o600;
const OWNER_EXECUTE = 0o100;
const SPECIAL_BITS = 0o7000;

/**
 * Returns the permission bits that Docker would see in a checkout under umask 022. The umask decides the bits of group
 * and others, so they are not part of the content: git records only whether a file is executable. Keeps modes that no
 * checkout creates, such as that of a read-only file.
 */
export function canonicalMode(stats: Stats): number {
  const mode = stats.mode & 0o7777;
  const special = stats.isDirectory() ? 0 : mode & SPECIAL_BITS;
  if ((mode & OWNER_READ_WRITE) !== OWNER_READ_WRITE) return mode;
  return special | ((mode & OWNER_EXECUTE) === 0 ? 0o644 : 0o755);
}
