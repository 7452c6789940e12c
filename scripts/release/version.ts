/** A version of Semantic Versioning 2.0. https://semver.org */
export interface Version {
  /** As in `package.json`: `1.2.3`, or `1.2.3-rc.1`. */
  readonly text: string;
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly isPreRelease: boolean;
}

const NUMBER = '(0|[1-9]\\d{0,8})';
const TAG = new RegExp(`^v${NUMBER}\\.${NUMBER}\\.${NUMBER}(-[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`);

/** Returns the version that a tag names. @throws Error if the tag is not a version */
export function parseTag(tag: string): Version {
  const [, major, minor, patch, preRelease] = TAG.exec(tag) ?? [];
  if (major === undefined)
    throw new Error(`The tag ${JSON.stringify(tag)} is not a version such as v1.2.3 or v1.2.3-rc.1`);
  return {
    text: tag.slice(1),
    major: Number(major),
    minor: Number(minor),
    patch: Number(patch),
    isPreRelease: preRelease !== undefined,
  };
}
