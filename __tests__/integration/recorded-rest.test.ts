/** Replays what Octokit recorded of GitHub's REST API, and compares the stand-in with it. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { startGitHub } from '../../sandbox/github/index.ts';
import { json } from '../../sandbox/http/message.ts';
import { Service } from '../../sandbox/http/service.ts';
import { GitHub } from '../../src/github/api/client.ts';
import { readBranchProtection } from '../../src/github/repository/branch-protection.ts';

interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly responseHeaders?: Readonly<Record<string, string>>;
  readonly response: unknown;
}

const SCENARIOS = join(
  dirname(createRequire(import.meta.url).resolve('@octokit/fixtures/package.json')),
  'scenarios/api.github.com',
);

function read(scenario: string): Recorded[] {
  return JSON.parse(readFileSync(join(SCENARIOS, scenario, 'normalized-fixture.json'), 'utf8'));
}

let service: Service | undefined;
afterEach(() => service?.close());

/** Starts a server that gives the recorded responses, each for its method and path. */
async function replay(scenario: string): Promise<GitHub> {
  const recorded = read(scenario);
  const started = await Service.start({
    name: 'recorded',
    routes: [],
    otherwise: ({ method, url }) => {
      const found = recorded.findLast((each) => each.method === method.toLowerCase() && each.path === url.pathname);
      if (found === undefined) return json(404, { message: 'not recorded' });
      const { location } = found.responseHeaders ?? found.headers ?? {};
      const here = location?.replace('https://api.github.com', started.url);
      return json(found.status, found.response, here === undefined ? {} : { location: here });
    },
  });
  service = started;
  return new GitHub({ token: 'token', tokenName: 'github-token', apiUrl: started.url });
}

const owner = 'octokit-fixture-org';

test('a 422 has GitHub’s own words for the field', async () => {
  const github = await replay('errors');
  const call = github.write('POST /repos/{owner}/{repo}/labels', { owner, repo: 'errors', name: 'x' });
  await expect(call).rejects.toMatchObject({
    kind: 'rejected',
    words: 'Validation Failed: {"resource":"Label","code":"invalid","field":"color"}',
  });
});

test('a branch without classic protection is not found', async () => {
  const github = await replay('branch-protection');
  const repository = `${owner}/branch-protection`;
  await expect(readBranchProtection(github, repository, 'main')).rejects.toMatchObject({ kind: 'not-found' });
});

test('a read follows a renamed repository, and a write does not', async () => {
  const github = await replay('rename-repository');
  const renamed = { owner, repo: 'rename-repository' };
  await expect(github.get('GET /repos/{owner}/{repo}', renamed)).resolves.toMatchObject({
    name: 'rename-repository-newname',
  });
  const write = github.write('PATCH /repos/{owner}/{repo}', { ...renamed, name: 'x' });
  await expect(write).rejects.toMatchObject({ kind: 'unavailable' });
});

/** The paths of fields that a recorded response has and ours has not; lists by their first item. */
function missing(recorded: unknown, ours: unknown, path = ''): string[] {
  if (Array.isArray(recorded)) return missing(recorded[0], (ours as unknown[] | undefined)?.[0], path);
  if (typeof recorded !== 'object' || recorded === null) return [];
  return Object.entries(recorded).flatMap(([name, value]) => {
    const mine = (ours as Readonly<Record<string, unknown>> | null | undefined)?.[name];
    const where = path === '' ? name : `${path}.${name}`;
    return mine === undefined ? [where] : missing(value, mine, where);
  });
}

test('the stand-in returns every field that GitHub returned', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'flux-airflow-recorded-'));
  const github = await startGitHub({ directory });
  try {
    const permissions = { 'o/r': { administration: 'write', contents: 'write' } } as const;
    github.addToken({ token: 't', login: 'app[bot]', app: true, permissions });
    const repository = await github.createRepository('o/r', { files: { 'README.md': '# hello\n' } });
    const protection = { branch: 'main', enforceAdmins: false, allowForcePushes: false, allowDeletions: false };
    repository.setSettings({ protection });
    const client = new GitHub({ token: 't', tokenName: 'github-token', apiUrl: github.url });
    const at = { owner: 'o', repo: 'r' };
    const sha = await repository.head('main');
    const ref = await client.write('POST /repos/{owner}/{repo}/git/refs', { ...at, ref: 'refs/heads/b', sha });
    const content = Buffer.from('x').toString('base64');
    const put = { ...at, path: 'test.txt', message: 'm', content };
    const pairs: Readonly<Record<string, readonly [recorded: unknown, ours: unknown]>> = {
      repository: [read('get-repository')[0]?.response, await client.get('GET /repos/{owner}/{repo}', at)],
      ref: [read('git-refs')[1]?.response, ref],
      file: [read('create-file')[0]?.response, await client.write('PUT /repos/{owner}/{repo}/contents/{path}', put)],
      protection: [read('branch-protection')[1]?.response, await readBranchProtection(client, 'o/r', 'main')],
    };
    const found = Object.entries(pairs).map(([name, [recorded, ours]]) => [name, missing(recorded, ours)]);
    expect(Object.fromEntries(found)).toEqual({ repository: [], ref: [], file: [], protection: [] });
  } finally {
    await github.close();
    await rm(directory, { recursive: true, force: true });
  }
});
