import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findDifferences } from '../bundled/difference.ts';
import { findDisagreements } from './agreement.ts';
import { parseTag } from './version.ts';

/** Proves that a repository is what the tag says: one version everywhere, notes of it, and `dist/` made of the sources. @throws Error */
export function checkRelease(root: string, tag: string): void {
  const read = (name: string) => readFileSync(join(root, name), 'utf8');
  const files = { package: read('package.json'), lock: read('package-lock.json'), changelog: read('CHANGELOG.md') };
  const wrong = findDisagreements(parseTag(tag), files);
  // Each version has bundles of its own, for the SBOM names it: without agreement a comparison says nothing new.
  if (wrong.length === 0)
    wrong.push(...findDifferences(root).map((path) => `dist/${path} is not what the sources make`));
  if (wrong.length > 0) throw new Error(`${tag} cannot be released:\n${wrong.join('\n')}`);
}
