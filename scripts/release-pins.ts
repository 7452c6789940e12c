/** Writes the version of package.json into all files that name this repository's release; part of `npm run docs`. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');

/** Returns the files that name their own release. They cannot name the commit, whose id depends on their content. */
export function pinnedFiles(): string[] {
  const folders = ['.github/workflows', 'template/.github/workflows'];
  const workflows = folders.flatMap((folder) => readdirSync(join(ROOT, folder)).map((name) => join(folder, name)));
  return [...workflows, 'README.md', 'docs/tutorial/first-deployment.md', 'template/.pre-commit-config.yaml'];
}

/** Writes the version into each `uses:` of our actions and workflows, URLs of our files, pre-commit's `rev`, and the tutorial's `RELEASE`. */
export function pinRelease(text: string, version: string): string {
  const pins =
    /(uses: flux-data\/flux-airflow[\w./-]*@|^export RELEASE=|flux-data\/flux-airflow\/blob\/|repo: \S+flux-data\/flux-airflow\n +rev: )v\d+\.\d+\.\d+/gm;
  return text.replace(pins, (_, place) => `${place}v${version}`);
}

/** Returns the version in package.json. */
export function currentVersion(): string {
  return JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version;
}

/** Writes the version of package.json into all files that name a release. */
export function writePins(): void {
  for (const file of pinnedFiles()) {
    const path = join(ROOT, file);
    writeFileSync(path, pinRelease(readFileSync(path, 'utf8'), currentVersion()));
  }
}
