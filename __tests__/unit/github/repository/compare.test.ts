import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { json } from '../../../../sandbox/http/message.ts';
import { Service } from '../../../../sandbox/http/service.ts';
import { GitHub } from '../../../../src/github/api/client.ts';
import { compareCommits } from '../../../../src/github/repository/compare.ts';

let service: Service;
let github: GitHub;
/** The commits on each page, and how many GitHub counts. */
let pages: readonly number[] = [];
let total = 0;

beforeAll(async () => {
  service = await Service.start({
    name: 'github',
    routes: [
      {
        method: 'GET',
        path: '/repos/:owner/:repo/compare/:basehead',
        handle: ({ url }) => {
          const page = Number(url.searchParams.get('page'));
          const commits = Array.from({ length: pages[page - 1] ?? 0 }, (_, index) => commit(page, index));
          return json(200, { status: 'ahead', total_commits: total, commits, files: [] });
        },
      },
    ],
  });
  github = new GitHub({ token: 'token', tokenName: 'github-token', apiUrl: service.url });
});
afterAll(() => service.close());

function commit(page: number, index: number) {
  return { sha: `${page}-${index}`, commit: { message: '' } };
}

test('lists the commits of all pages, oldest first', async () => {
  [pages, total] = [[100, 2], 102];
  const { commits } = await compareCommits(github, 'o/r', 'base', 'head');
  expect(commits).toHaveLength(102);
  expect(commits.slice(-2)).toEqual(['2-0', '2-1']);
});

test('two equal commits have nothing between them', async () => {
  [pages, total] = [[], 0];
  expect(await compareCommits(github, 'o/r', 'base', 'head')).toMatchObject({ commits: [] });
});

test.each([
  ['the second page', [100], 102],
  ['a commit of the first page', [99, 2], 102],
  ['every commit', [], 1],
] as const)('a list that lacks %s is an outage', async (_, listed, counted) => {
  [pages, total] = [listed, counted];
  await expect(compareCommits(github, 'o/r', 'base', 'head')).rejects.toMatchObject({ kind: 'unavailable' });
});
