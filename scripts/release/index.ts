/**
 * The steps of `.github/workflows/release.yaml`, which read GitHub's variables:
 * `check [TAG]` checks that the repository has the version of the tag, `merged` that its commit was merged,
 * `pack DIR` writes the files of the release, `publish DIR` publishes them. `check TAG` also runs outside of GitHub.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkRelease } from './check.ts';
import { GitHub } from './github.ts';
import { proveMerged } from './merged.ts';
import { readNotes, renderPage } from './notes.ts';
import { packRelease } from './pack.ts';
import { publishRelease } from './publish.ts';
import { parseTag } from './version.ts';

const ROOT = resolve(import.meta.dirname, '../..');

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set`);
  return value;
}

function connect(): GitHub {
  const [api, repository] = [variable('GITHUB_API_URL'), variable('GITHUB_REPOSITORY')];
  return new GitHub({ api, repository, token: variable('GITHUB_TOKEN') });
}

function requireFolder(directory: string | undefined): string {
  if (directory === undefined) throw new Error('The argument DIR is missing: name the folder of the release files');
  return resolve(directory);
}

async function publish(directory: string): Promise<void> {
  const [tag, commit, repository] = [
    variable('GITHUB_REF_NAME'),
    variable('GITHUB_SHA'),
    variable('GITHUB_REPOSITORY'),
  ];
  const notes = readNotes(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8'), parseTag(tag));
  const page = renderPage(notes, { repository, tag, commit });
  const majorTag = await publishRelease(connect(), { tag, commit, page, directory });
  console.log(`Released ${tag}. ${majorTag === undefined ? 'No major tag was moved' : `Moved ${majorTag} to it`}.`);
}

const STEPS: Readonly<Record<string, (argument?: string) => void | Promise<void>>> = {
  check: (tag) => checkRelease(ROOT, tag ?? variable('GITHUB_REF_NAME')),
  merged: () => proveMerged(connect(), variable('GITHUB_REF_NAME'), variable('GITHUB_SHA')),
  pack: (directory) => packRelease(ROOT, variable('GITHUB_REF_NAME'), variable('GITHUB_SHA'), requireFolder(directory)),
  publish: (directory) => publish(requireFolder(directory)),
};

try {
  const [name = '', argument] = process.argv.slice(2);
  const step = STEPS[name];
  if (step === undefined) throw new Error(`usage: npm run release -- ${Object.keys(STEPS).join('|')} [TAG|DIR]`);
  await step(argument);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
