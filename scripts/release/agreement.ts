import { readNotes } from './notes.ts';
import type { Version } from './version.ts';

/** The texts of the files that name the version. */
export interface VersionFiles {
  readonly package: string;
  readonly lock: string;
  readonly changelog: string;
}

/** Returns where the files differ from the version that the tag names; empty if all agree. */
export function findDisagreements(version: Version, files: VersionFiles): string[] {
  const { version: packaged } = JSON.parse(files.package);
  const { version: locked, packages } = JSON.parse(files.lock);
  const named = {
    'package.json': packaged,
    'package-lock.json': locked,
    'package-lock.json, packages': packages['']?.version,
  };
  const wrong = Object.entries(named)
    .filter(([, text]) => text !== version.text)
    .map(([file, text]) => `${file} says ${text}, but the tag says ${version.text}`);
  return [...wrong, ...missingNotes(files.changelog, version)];
}

function missingNotes(changelog: string, version: Version): string[] {
  try {
    readNotes(changelog, version);
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}
