/** Writes the version of package.json wherever this repository names its own release: part of `npm run docs`. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');

/** Where a release names itself: no commit can, for its own id is not known before it is made. */
export function pinnedFiles(): string[] {
  const folders = ['.github/workflows', 'template/.github/workflows'];
  const workflows = folders.flatMap((folder) => readdirSync(join(ROOT, folder)).map((name) => join(folder, name)));
  return [...workflows, 'README.md', 'docs/tutorial/first-deployment.md'];
}

/** The text with this version in every `uses:` of our own actions and workflows, in addresses of our files, and in the tutorial's `RELEASE`. */
export function pinRelease(text: string, version: string): string {
  const pins =
    /(uses: flux-data\/flux-airflow[\w./-]*@|^export RELEASE=|flux-data\/flux-airflow\/blob\/)v\d+\.\d+\.\d+/gm;
  return text.replace(pins, (_, place) => `${place}v${version}`);
}

/** The version that package.json has now. */
export function currentVersion(): string {
  return JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version;
}

/** Pins every file that names a release to the version of package.json. */
export function writePins(): void {
  for (const file of pinnedFiles()) {
    const path = join(ROOT, file);
    writeFileSync(path, pinRelease(readFileSync(path, 'utf8'), currentVersion()));
  }
}
