import type { Stats } from 'node:fs';

const OWNER_READ_WRITE = 0o600;
const OWNER_EXECUTE = 0o100;
const SPECIAL_BITS = 0o7000;

/**
 * The permission bits that Docker would see in a checkout under umask 022. The umask of the checkout decides the bits
 * of group and others, so they say nothing about the content: git itself only knows whether a file is executable.
 * What no checkout makes, such as a read-only file, is kept.
 */
export function canonicalMode(stats: Stats): number {
  const mode = stats.mode & 0o7777;
  const special = stats.isDirectory() ? 0 : mode & SPECIAL_BITS;
  if ((mode & OWNER_READ_WRITE) !== OWNER_READ_WRITE) return mode;
  return special | ((mode & OWNER_EXECUTE) === 0 ? 0o644 : 0o755);
}
