import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { type GitHub, GitHubError } from './github.ts';
import { chooseMajorTag } from './major-tag.ts';
import { proveMerged } from './merged.ts';
import { parseTag } from './version.ts';

const PAGE = 100;
const MEDIA_TYPES: Readonly<Record<string, string>> = { '.gz': 'application/gzip', '.json': 'application/json' };

export interface ReleaseOptions {
  readonly tag: string;
  readonly commit: string;
  /** The release page in Markdown. */
  readonly page: string;
  /** The folder with the files to upload. */
  readonly directory: string;
}

interface Release {
  readonly id: number;
  readonly tag_name: string;
  readonly draft: boolean;
  readonly upload_url: string;
}

/**
 * Publishes a release with its files, and moves the major tag if needed. The release stays a draft until all files are
 * uploaded; after an interrupted run, the next one starts over.
 * @returns the major tag that was moved
 * @throws Error, GitHubError
 */
export async function publishRelease(github: GitHub, options: ReleaseOptions): Promise<string | undefined> {
  const { tag, commit } = options;
  const version = parseTag(tag);
  await proveMerged(github, tag, commit);
  const releases = await listReleases(github);
  const released = releases.filter(({ draft }) => !draft).map(({ tag_name: name }) => name);
  if (!released.includes(tag)) {
    const drafts = releases.filter(({ draft, tag_name: name }) => draft && name === tag);
    for (const { id } of drafts) await github.call('DELETE', `/releases/${id}`);
    await createRelease(github, options, version.isPreRelease);
  }
  const majorTag = chooseMajorTag(version, released);
  if (majorTag !== undefined) await moveTag(github, majorTag, commit);
  return majorTag;
}

async function listReleases(github: GitHub): Promise<Release[]> {
  const all: Release[] = [];
  for (let page = 1; ; page += 1) {
    const some = await github.call<Release[]>('GET', `/releases?per_page=${PAGE}&page=${page}`);
    all.push(...some);
    if (some.length < PAGE) return all;
  }
}

async function createRelease(github: GitHub, options: ReleaseOptions, prerelease: boolean): Promise<void> {
  const { tag, commit, page: body, directory } = options;
  const content = { tag_name: tag, target_commitish: commit, name: tag, body, prerelease, draft: true };
  const { id, upload_url: address } = await github.call<Release>('POST', '/releases', content);
  for (const name of readdirSync(directory).sort()) {
    const url = `${address.replace(/\{.*\}$/, '')}?name=${encodeURIComponent(name)}`;
    await github.upload(
      url,
      MEDIA_TYPES[extname(name)] ?? 'text/plain',
      new Uint8Array(readFileSync(join(directory, name))),
    );
  }
  await github.call('PATCH', `/releases/${id}`, { draft: false, make_latest: 'legacy' });
}

async function moveTag(github: GitHub, tag: string, sha: string): Promise<void> {
  if (await hasTag(github, tag)) await github.call('PATCH', `/git/refs/tags/${tag}`, { sha, force: true });
  else await github.call('POST', '/git/refs', { ref: `refs/tags/${tag}`, sha });
}

async function hasTag(github: GitHub, tag: string): Promise<boolean> {
  try {
    await github.call('GET', `/git/ref/tags/${tag}`);
    return true;
  } catch (error) {
    if (error instanceof GitHubError && error.status === 404) return false;
    throw error;
  }
}
