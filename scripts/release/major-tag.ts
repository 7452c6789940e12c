import { parseTag, type Version } from './version.ts';

/**
 * Returns the major tag to move to this version, such as `v1`; `undefined` before 1.0.0, for a pre-release, and for a
 * fix of an older version, which must not replace a newer one. `released` lists the tags of all published releases.
 */
export function chooseMajorTag(version: Version, released: readonly string[]): string | undefined {
  if (version.major === 0 || version.isPreRelease) return undefined;
  const newer = released.flatMap(readTag).filter((other) => other.major === version.major && isNewer(other, version));
  return newer.length === 0 ? `v${version.major}` : undefined;
}

/** Ignores tags that are not versions. */
function readTag(tag: string): Version[] {
  try {
    const version = parseTag(tag);
    return version.isPreRelease ? [] : [version];
  } catch {
    return [];
  }
}

function isNewer(a: Version, b: Version): boolean {
  return a.minor > b.minor || (a.minor === b.minor && a.patch > b.patch);
}
