import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findDifferences } from '../bundled/difference.ts';
import { findDisagreements } from './agreement.ts';
import { parseTag } from './version.ts';

/** Checks that all files name the tag's version, that it has release notes, and that `dist/` is built from the sources. @throws Error */
export function checkRelease(root: string, tag: string): void {
  const read = (name: string) => readFileSync(join(root, name), 'utf8');
  const files = { package: read('package.json'), lock: read('package-lock.json'), changelog: read('CHANGELOG.md') };
  const wrong = findDisagreements(parseTag(tag), files);
  // The SBOM names the version, so with a wrong version the bundles always differ.
  if (wrong.length === 0)
    wrong.push(
      ...findDifferences(root).map(
        (path) => `dist/${path} differs from a fresh build: run "npm run build" and commit it`,
      ),
    );
  if (wrong.length > 0) throw new Error(`${tag} cannot be released:\n${wrong.join('\n')}`);
}
