import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTag } from './version.ts';

/** Writes the files of a release into a folder: an archive of the commit, the SBOM of the bundles, and their checksums. */
export function packRelease(root: string, tag: string, commit: string, directory: string): void {
  const name = `flux-airflow-${parseTag(tag).text}`;
  const [archive, sbom] = [`${name}.tar.gz`, `${name}.cdx.json`];
  mkdirSync(directory, { recursive: true });
  const options = ['--format=tar.gz', `--prefix=${name}/`, `--output=${join(directory, archive)}`, '--end-of-options'];
  execFileSync('git', ['-C', root, 'archive', ...options, commit]);
  copyFileSync(join(root, 'dist/sbom.cdx.json'), join(directory, sbom));
  const sums = [archive, sbom].map((file) => `${sha256(readFileSync(join(directory, file)))}  ${file}\n`);
  writeFileSync(join(directory, 'SHA256SUMS'), sums.join(''));
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
