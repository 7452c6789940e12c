import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startGitHub } from '../../sandbox/github/index.ts';
import { GitHub } from '../../scripts/release/github.ts';
import { packRelease } from '../../scripts/release/pack.ts';
import { publishRelease } from '../../scripts/release/publish.ts';

const REPOSITORY = 'flux-data/flux-airflow';
const TOKEN = 'ghs_release';

let directory: string;
let server: Awaited<ReturnType<typeof startGitHub>>;
let repository: Awaited<ReturnType<typeof server.createRepository>>;
let github: GitHub;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'flux-airflow-release-'));
  server = await startGitHub({ directory: join(directory, 'github') });
  repository = await server.createRepository(REPOSITORY, { files: { 'dist/sbom.cdx.json': '{}\n', 'a.txt': 'a\n' } });
  server.addToken({
    token: TOKEN,
    login: 'github-actions[bot]',
    app: true,
    permissions: { [REPOSITORY]: { contents: 'write' } },
  });
  github = new GitHub({ api: server.url, repository: REPOSITORY, token: TOKEN });
});
afterEach(async () => {
  await server.close();
  await rm(directory, { recursive: true, force: true });
});

const git = (...args: string[]) =>
  execFileSync('git', ['-C', repository.directory, ...args], { encoding: 'utf8' }).trim();

/** Makes a merge with a tag on it. */
async function merge(tag: string, branch = 'main'): Promise<string> {
  const commit = await repository.commit({ branch, message: tag, author: 'ada', files: { 'a.txt': tag } });
  git('tag', tag, commit);
  return commit;
}

async function publish(tag: string, commit: string): Promise<string | undefined> {
  const files = join(directory, tag);
  const checkout = join(directory, `checkout-${tag}`);
  execFileSync('git', ['clone', '--quiet', repository.directory, checkout]);
  packRelease(checkout, tag, commit, files);
  return publishRelease(github, { tag, commit, page: `What is new in ${tag}`, directory: files });
}

test('a release with its files, and the major tag on it', async () => {
  const commit = await merge('v1.0.0');
  expect(await publish('v1.0.0', commit)).toBe('v1');
  expect(repository.releases).toEqual([
    expect.objectContaining({
      tag: 'v1.0.0',
      draft: false,
      prerelease: false,
      body: 'What is new in v1.0.0',
      target: commit,
    }),
  ]);
  const assets = new Map(repository.releases[0]?.assets.map(({ name, bytes }) => [name, bytes]));
  expect([...assets.keys()]).toEqual(['SHA256SUMS', 'flux-airflow-1.0.0.cdx.json', 'flux-airflow-1.0.0.tar.gz']);
  const listed = execFileSync('tar', ['-tz'], { input: assets.get('flux-airflow-1.0.0.tar.gz'), encoding: 'utf8' });
  expect(listed.split('\n')).toContain('flux-airflow-1.0.0/a.txt');
  execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: join(directory, 'v1.0.0') });
  expect(git('rev-parse', 'v1')).toBe(commit);
});

test('the major tag moves to the release, and no older version or pre-release moves it back', async () => {
  await publish('v1.0.0', await merge('v1.0.0'));
  const newer = await merge('v1.1.0');
  expect(await publish('v1.1.0', newer)).toBe('v1');
  expect(await publish('v1.0.1', await merge('v1.0.1'))).toBeUndefined();
  expect(await publish('v1.2.0-rc.1', await merge('v1.2.0-rc.1'))).toBeUndefined();
  expect(git('rev-parse', 'v1')).toBe(newer);
  expect(repository.releases.map(({ tag, prerelease }) => [tag, prerelease])).toContainEqual(['v1.2.0-rc.1', true]);
});

test('an interrupted run publishes nothing, and the next one begins from the start', async () => {
  const commit = await merge('v1.0.0');
  server.service.faults.plan({ route: 'POST /repos/:owner/:repo/releases/:id(\\d+)/assets', nth: 2, fault: 'reset' });
  await expect(publish('v1.0.0', commit)).rejects.toThrow();
  expect(repository.releases.map(({ draft }) => draft)).toEqual([true]);
  expect(await readTags()).toEqual(['v1.0.0']);
  await rm(join(directory, 'checkout-v1.0.0'), { recursive: true });
  expect(await publish('v1.0.0', commit)).toBe('v1');
  expect(repository.releases.map(({ draft, assets }) => [draft, assets.length])).toEqual([[false, 3]]);
});

test('a second run of the same release changes nothing', async () => {
  const commit = await merge('v1.0.0');
  await publish('v1.0.0', commit);
  const [release] = repository.releases;
  await publishRelease(github, { tag: 'v1.0.0', commit, page: 'other', directory: join(directory, 'v1.0.0') });
  expect(repository.releases).toEqual([release]);
  expect(release?.body).toBe('What is new in v1.0.0');
});

test('a commit that was not merged is rejected', async () => {
  const parent = await repository.head('main');
  const commit = await repository.commit({ branch: 'side', message: 'side', author: 'ada', files: { b: '' }, parent });
  git('tag', 'v1.0.0', commit);
  await expect(publish('v1.0.0', commit)).rejects.toThrow(`${commit} is not in main`);
  expect(repository.releases).toEqual([]);
});

test('a tag that moved since the checks is rejected', async () => {
  const commit = await merge('v1.0.0');
  git('tag', '--force', 'v1.0.0', await merge('v1.0.1'));
  await expect(publish('v1.0.0', commit)).rejects.toThrow('v1.0.0 now points to');
  expect(repository.releases).toEqual([]);
});

test('a token that can only read is rejected, and appears in no error', async () => {
  const commit = await merge('v1.0.0');
  server.addToken({
    token: 'ghs_reader',
    login: 'reader[bot]',
    app: true,
    permissions: { [REPOSITORY]: { contents: 'read' } },
  });
  github = new GitHub({ api: server.url, repository: REPOSITORY, token: 'ghs_reader' });
  const error = await publish('v1.0.0', commit).catch((caught: Error) => caught);
  expect(String(error)).toContain('GitHub returned 403 for POST /repos/flux-data/flux-airflow/releases');
  expect(String(error)).not.toContain('ghs_reader');
});

async function readTags(): Promise<string[]> {
  return git('tag').split('\n');
}

test('the files come from the commit, not from other files in the checkout', async () => {
  const commit = await merge('v1.0.0');
  await publish('v1.0.0', commit);
  const archive = await readFile(join(directory, 'v1.0.0/flux-airflow-1.0.0.tar.gz'));
  packRelease(join(directory, 'checkout-v1.0.0'), 'v1.0.0', commit, join(directory, 'again'));
  expect(await readFile(join(directory, 'again/flux-airflow-1.0.0.tar.gz'))).toEqual(archive);
  expect(await readdir(join(directory, 'again'))).toHaveLength(3);
});
