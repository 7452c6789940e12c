import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { getOctokit } from '@actions/github';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type GitHubServer, startGitHub } from '../../sandbox/github/index.ts';
import type { Repository } from '../../sandbox/github/repository.ts';
import { repositoryParameters } from '../../src/github/repository/split-repository.ts';

const run = promisify(execFile);
const WRITER = 'ghs_writer';
const READER = 'ghs_reader';
const REPOSITORY = 'flux-data/gitops';

let directory: string;
let github: GitHubServer;
let repository: Repository;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'flux-airflow-github-'));
  github = await startGitHub({ directory: join(directory, 'server') });
  repository = await github.createRepository(REPOSITORY, {
    files: { 'values.yaml': 'tag: a\n', 'other.yaml': 'b: 1\n' },
  });
  const all = { contents: 'write', pull_requests: 'write' } as const;
  github.addToken({
    token: WRITER,
    login: 'grace',
    app: true,
    permissions: { [REPOSITORY]: all, 'flux-data': { members: 'read' } },
  });
  github.addToken({
    token: READER,
    login: 'reader[bot]',
    app: true,
    permissions: { [REPOSITORY]: { contents: 'read' } },
  });
});

afterEach(async () => {
  await github.close();
  await rm(directory, { recursive: true, force: true });
});

function octokit(token = WRITER) {
  return getOctokit(token, { baseUrl: github.url, log: { debug() {}, info() {}, warn() {}, error() {} } });
}

const { owner, repo } = repositoryParameters(REPOSITORY);

function git(token: string, ...args: string[]) {
  const header = `http.extraHeader=Authorization: Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
  const person = { GIT_AUTHOR_NAME: 'g', GIT_AUTHOR_EMAIL: 'g@x', GIT_COMMITTER_NAME: 'g', GIT_COMMITTER_EMAIL: 'g@x' };
  const env = {
    PATH: process.env.PATH,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    ...person,
  };
  return run('git', ['-c', header, ...args], { env });
}

async function cloneWithCommit(): Promise<string> {
  const tree = join(directory, `clone-${Math.random()}`);
  await git(WRITER, 'clone', '--quiet', repository.gitUrl, tree);
  await writeFile(join(tree, 'values.yaml'), 'tag: pushed\n');
  await git(WRITER, '-C', tree, 'commit', '--quiet', '--all', '--message', 'Push');
  return tree;
}

describe('git over smart HTTP', () => {
  test('clones, pushes and fetches; the push is in the activity log', async () => {
    const tree = await cloneWithCommit();
    await git(WRITER, '-C', tree, 'push', '--quiet', 'origin', 'main');
    expect(String(await repository.read('main', 'values.yaml'))).toBe('tag: pushed\n');
    await repository.commit({ branch: 'main', message: 'm', author: 'ada', files: { 'values.yaml': 'tag: c\n' } });
    await git(READER, '-C', tree, 'fetch', '--quiet');
    const readLog = async () => {
      const about = { owner, repo, ref: 'refs/heads/main' };
      return (await octokit().request('GET /repos/{owner}/{repo}/activity', about)).data;
    };
    expect(await readLog()).toEqual([]);
    repository.indexAtOnce();
    expect(
      (await readLog()).map(({ activity_type, actor }: { activity_type: string; actor: { login: string } | null }) => [
        activity_type,
        actor?.login,
      ]),
    ).toEqual([
      ['push', 'ada'],
      ['push', 'grace'],
      ['branch_creation', 'flux-data'],
    ]);
  });

  test('a push that is not a fast-forward, or has no permission or token, is rejected', async () => {
    const tree = await cloneWithCommit();
    await expect(git(READER, '-C', tree, 'push', 'origin', 'main')).rejects.toThrow(/403/);
    await expect(git('wrong', '-C', tree, 'push', 'origin', 'main')).rejects.toThrow(
      /could not read Username|Authentication failed/,
    );
    await repository.commit({ branch: 'main', message: 'm', author: 'ada', files: { 'values.yaml': 'tag: c\n' } });
    await expect(git(WRITER, '-C', tree, 'push', 'origin', 'main')).rejects.toThrow(/fetch first/);
  });

  test('rules reject a push with GitHub’s message, and allow an actor with bypass permission', async () => {
    const tree = await cloneWithCommit();
    const rules = {
      id: 1,
      name: 'pull requests only',
      enforcement: 'active',
      include: ['~DEFAULT_BRANCH'],
      rules: ['pull_request'],
    } as const;
    repository.setRulesets([rules]);
    await expect(git(WRITER, '-C', tree, 'push', 'origin', 'main')).rejects.toThrow(
      /GH013: Repository rule violations found for refs\/heads\/main[\s\S]*Changes must be made through a pull request\.[\s\S]*main -> main \(push declined due to repository rule violations\)/,
    );
    expect(String(await repository.read('main', 'values.yaml'))).toBe('tag: a\n');
    repository.setRulesets([{ ...rules, bypass: ['grace'] }]);
    await git(WRITER, '-C', tree, 'push', '--quiet', 'origin', 'main');
  });
});

describe('createCommitOnBranch', () => {
  const MUTATION = `mutation Commit($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }`;
  const commit = (expectedHeadOid: string, contents: string, token = WRITER) =>
    octokit(token).graphql<{ createCommitOnBranch: { commit: { oid: string } } }>(MUTATION, {
      input: {
        branch: { repositoryNameWithOwner: REPOSITORY, branchName: 'main' },
        expectedHeadOid,
        message: { headline: 'Set' },
        fileChanges: { additions: [{ path: 'values.yaml', contents: Buffer.from(contents).toString('base64') }] },
      },
    });

  test('of ten writers on one head exactly one wins, and the others get STALE_DATA', async () => {
    const head = await repository.head('main');
    const results = await Promise.allSettled(Array.from({ length: 10 }, (_, index) => commit(head, `tag: ${index}\n`)));
    const won = results.filter(({ status }) => status === 'fulfilled');
    const types = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.errors[0].type] : []));
    expect(won.length).toBe(1);
    expect(types).toEqual(Array(9).fill('STALE_DATA'));
    expect(await repository.log('main')).toHaveLength(2);
  });

  test('keeps the other files, and is rejected without permission or by a rule', async () => {
    const head = await repository.head('main');
    await expect(commit(head, 'x', READER)).rejects.toMatchObject({
      errors: [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }],
    });
    repository.setRulesets([{ id: 1, name: 'r', enforcement: 'active', include: ['main'], rules: ['pull_request'] }]);
    await expect(commit(head, 'x')).rejects.toThrow(/Repository rule violations found/);
    repository.setRulesets([]);
    await commit(head, 'tag: n\n');
    expect(String(await repository.read('main', 'other.yaml'))).toBe('b: 1\n');
  });
});

describe('pull requests', () => {
  test.each(['merge', 'squash', 'rebase'] as const)(
    '%s: the commits of main lead to the pull request, and only when GitHub knows',
    async (method) => {
      for (const [path, message] of [
        ['one', 'First'],
        ['two', 'Second'],
      ] as const) {
        await repository.commit({
          branch: 'feature',
          message,
          author: 'grace',
          files: { [path]: path },
          parent: await repository.head('main'),
        });
      }
      await repository.commit({ branch: 'main', message: 'Meanwhile', author: 'ada', files: { three: '3' } });
      const { data: opened } = await octokit().rest.pulls.create({
        owner,
        repo,
        title: 'Feature',
        head: 'feature',
        base: 'main',
      });
      repository.delayAssociations(3_600_000);
      const { data: merged } = await octokit().rest.pulls.merge({
        owner,
        repo,
        pull_number: opened.number,
        merge_method: method,
      });
      const pulls = async (commit_sha: string) =>
        (await octokit().rest.repos.listPullRequestsAssociatedWithCommit({ owner, repo, commit_sha })).data;
      expect(await pulls(merged.sha)).toEqual([]);
      repository.delayAssociations(0);
      expect((await pulls(merged.sha)).map(({ number, merged_at }) => [number, merged_at !== null])).toEqual([
        [1, true],
      ]);
      expect((await repository.log('main')).length).toBe({ merge: 5, squash: 3, rebase: 4 }[method]);
      expect(String(await repository.read('main', 'three'))).toBe('3');
    },
  );

  test('reviews: an author cannot approve, a later opinion replaces an earlier one', async () => {
    await repository.commit({
      branch: 'feature',
      message: 'm',
      author: 'grace',
      files: { x: 'x' },
      parent: await repository.head('main'),
    });
    const pull = await repository.openPullRequest({ title: 'Feature', author: 'grace', head: 'feature' });
    await expect(
      octokit().rest.pulls.createReview({ owner, repo, pull_number: 1, event: 'APPROVE' }),
    ).rejects.toMatchObject({ status: 422 });
    await pull.review({ author: 'ada', state: 'APPROVED' });
    await pull.review({ author: 'ada', state: 'COMMENTED' });
    await pull.review({ author: 'ada', state: 'CHANGES_REQUESTED' });
    const { data } = await octokit().rest.pulls.listReviews({ owner, repo, pull_number: 1 });
    expect(data.map(({ state }) => state)).toEqual(['APPROVED', 'COMMENTED', 'CHANGES_REQUESTED']);
    const query = `query Q { repository(owner: "${owner}", name: "${repo}") { pullRequest(number: 1) { latestOpinionatedReviews(first: 5) { nodes { state author { __typename login } } } } } }`;
    expect(await octokit().graphql(query)).toMatchObject({
      repository: {
        pullRequest: {
          latestOpinionatedReviews: {
            nodes: [{ state: 'CHANGES_REQUESTED', author: { __typename: 'User', login: 'ada' } }],
          },
        },
      },
    });
  });
});

describe('REST', () => {
  test('compare returns the position of a commit', async () => {
    const first = await repository.head('main');
    const second = await repository.commit({
      branch: 'main',
      message: 'm',
      author: 'ada',
      files: { 'values.yaml': 'tag: c\n' },
    });
    const compare = async (base: string, head: string) =>
      (await octokit().rest.repos.compareCommitsWithBasehead({ owner, repo, basehead: `${base}...${head}` })).data;
    expect(await compare(first, second)).toMatchObject({
      status: 'ahead',
      ahead_by: 1,
      commits: [{ sha: second }],
      files: [{ filename: 'values.yaml', additions: 1, deletions: 1 }],
    });
    expect((await compare(second, first)).status).toBe('behind');
    expect((await compare(first, first)).status).toBe('identical');
    await expect(compare(first, 'f'.repeat(40))).rejects.toMatchObject({ status: 404 });
  });

  test('contents: a wrong blob id is a conflict', async () => {
    const content = Buffer.from('tag: n\n').toString('base64');
    const put = (sha?: string) =>
      octokit().rest.repos.createOrUpdateFileContents({
        owner,
        repo,
        path: 'values.yaml',
        message: 'm',
        content,
        ...(sha && { sha }),
      });
    const { data } = await octokit().rest.repos.getContent({ owner, repo, path: 'values.yaml' });
    await expect(put()).rejects.toMatchObject({ status: 422 });
    await expect(put('0'.repeat(40))).rejects.toMatchObject({ status: 409 });
    await put((data as { sha: string }).sha);
    expect(String(await repository.read('main', 'values.yaml'))).toBe('tag: n\n');
  });

  test('tokens: none, wrong, for another repository, with too few permissions', async () => {
    await expect(octokit('unknown').rest.repos.get({ owner, repo })).rejects.toMatchObject({ status: 401 });
    await expect(octokit().rest.repos.get({ owner, repo: 'other' })).rejects.toMatchObject({ status: 404 });
    await expect(octokit(READER).rest.pulls.list({ owner, repo })).rejects.toMatchObject({ status: 403 });
    const { headers } = await octokit().rest.repos.get({ owner, repo });
    expect(headers['x-ratelimit-limit']).toBe('5000');
    expect(headers['x-github-request-id']).toMatch(/^[0-9A-F]+$/);
  });

  test('a token is refused when its points of the hour are used up: 403 by REST, an error in a 200 by GraphQL', async () => {
    const permissions = { [REPOSITORY]: { contents: 'read' } } as const;
    github.addToken({ token: 'ghs_few', login: 'few[bot]', app: true, permissions, hourlyLimit: 1 });
    const client = octokit('ghs_few');
    await client.rest.repos.get({ owner, repo });
    await expect(client.rest.repos.get({ owner, repo })).rejects.toMatchObject({ status: 403 });
    await client.graphql('query { viewer { login } }');
    await expect(client.graphql('query { viewer { login } }')).rejects.toMatchObject({
      errors: [{ type: 'RATE_LIMIT', code: 'graphql_rate_limit' }],
    });
  });

  test('CODEOWNERS: unknown owners and patterns that GitHub does not know are listed, a missing file is a 404', async () => {
    const errors = () => octokit().rest.repos.codeownersErrors({ owner, repo });
    await expect(errors()).rejects.toMatchObject({ status: 404 });
    for (const slug of ['leads', 'readers']) github.addTeam({ org: 'flux-data', slug, members: [] });
    repository.teams.set('flux-data/leads', 'write').set('flux-data/readers', 'read');
    const text = '# who\n* @flux-data/leads @flux-data/readers\n/a @unknown # why\n!/b @flux-data/leads\n/c lead\n';
    await repository.commit({ branch: 'main', message: 'm', author: 'ada', files: { '.github/CODEOWNERS': text } });
    expect((await errors()).data.errors.map(({ line, column, kind }) => [line, column, kind])).toEqual([
      [2, 20, 'Unknown owner'],
      [3, 4, 'Unknown owner'],
      [4, 1, 'Invalid pattern'],
      [5, 4, 'Invalid owner'],
    ]);
  });

  test('a pending member is not active, and a team is hidden from a token that cannot read members', async () => {
    github.addTeam({
      org: 'flux-data',
      slug: 'leads',
      members: [{ login: 'ada' }, { login: 'grace', state: 'pending' }],
    });
    const state = async (username: string, token = WRITER) =>
      (await octokit(token).rest.teams.getMembershipForUserInOrg({ org: 'flux-data', team_slug: 'leads', username }))
        .data.state;
    expect(await state('ada')).toBe('active');
    expect(await state('grace')).toBe('pending');
    await expect(state('mallory')).rejects.toMatchObject({ status: 404 });
    await expect(state('ada', READER)).rejects.toMatchObject({ status: 404 });
  });
});

test('a response that violates GitHub’s API description is a 500, and is recorded', async () => {
  (repository as { defaultBranch: unknown }).defaultBranch = 7;
  await expect(octokit().rest.repos.get({ owner, repo })).rejects.toMatchObject({ status: 500 });
  expect(github.takeDeviations().join()).toMatch(/default_branch must be string/);
});

test('a rename in a pull request has only its new path by GraphQL, and the old one by REST', async () => {
  const files = { 'values.yaml': null, 'moved.yaml': 'tag: a\n' };
  await repository.commit({
    branch: 'rename',
    message: 'Move it',
    author: 'grace',
    files,
    parent: await repository.head('main'),
  });
  const { number } = await repository.openPullRequest({ title: 'Move it', author: 'grace', head: 'rename' });
  const query = `query($owner: String!, $repo: String!, $number: Int!) { repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) { changedFiles files(first: 9) { nodes { path changeType } } } } }`;
  const answer = await octokit().graphql(query, { owner, repo, number });
  const nodes = [{ path: 'moved.yaml', changeType: 'RENAMED' }];
  expect(answer).toEqual({ repository: { pullRequest: { changedFiles: 1, files: { nodes } } } });
  const { data } = await octokit().rest.pulls.listFiles({ owner, repo, pull_number: number });
  expect(data).toMatchObject([{ filename: 'moved.yaml', previous_filename: 'values.yaml', status: 'renamed' }]);
});

test('the files of a commit come in pages', async () => {
  const files = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`chart/${index}.yaml`, `n: ${index}\n`]));
  const ref = await repository.commit({ branch: 'main', message: 'The chart', author: 'grace', files });
  const pages = [1, 2, 3].map((page) => octokit().rest.repos.getCommit({ owner, repo, ref, per_page: 100, page }));
  expect((await Promise.all(pages)).map(({ data }) => data.files?.length)).toEqual([100, 50, 0]);
  const { data } = await octokit().rest.repos.getCommit({ owner, repo, ref });
  expect(data.files).toHaveLength(150);
});
