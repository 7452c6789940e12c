import { parseTag, type Version } from './version.ts';

/**
 * The tag that moves to this version, such as `v1`; `undefined` when none does: before 1.0.0 nothing is promised, a
 * pre-release is for those who ask for it, and a fix of an older version must not take back a newer one.
 * `released` is the tags of all releases that are out.
 */
export function chooseMajorTag(version: Version, released: readonly string[]): string | undefined {
  if (version.major === 0 || version.isPreRelease) return undefined;
  const newer = released.flatMap(readTag).filter((other) => other.major === version.major && isNewer(other, version));
  return newer.length === 0 ? `v${version.major}` : undefined;
}

/** Whatever else was released under other names is passed over. */
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
