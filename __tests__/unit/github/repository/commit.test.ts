import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { json } from '../../../../sandbox/http/message.ts';
import { Service } from '../../../../sandbox/http/service.ts';
import { GitHub } from '../../../../src/github/api/client.ts';
import { findAncestor, isCleanMerge, readChangedPaths } from '../../../../src/github/repository/commit.ts';
import type { ComparedFile } from '../../../../src/github/repository/compare.ts';

const RENAMED = { filename: 'dags/new.py', sha: 'a1', status: 'renamed', previous_filename: 'dags/old.py' };

/** Responses by `base...head`, and the files of a commit by its id. */
const answers = new Map<string, readonly ComparedFile[]>();
/** The history of any commit, newest first. */
const ancestors: string[] = [];
let service: Service;
let github: GitHub;

beforeEach(async () => {
  answers.clear();
  service = await Service.start({
    name: 'github',
    routes: [
      {
        method: 'GET',
        path: '/repos/:owner/:repo/compare/:basehead',
        handle: ({ params: { basehead = '' } }) =>
          json(200, { status: 'ahead', total_commits: 0, commits: [], files: answers.get(basehead) }),
      },
      {
        method: 'GET',
        path: '/repos/:owner/:repo/commits',
        handle: ({ url }) => {
          const page = Number(url.searchParams.get('page'));
          return json(
            200,
            ancestors.slice(100 * (page - 1), 100 * page).map((sha) => ({ sha })),
          );
        },
      },
      {
        method: 'GET',
        path: '/repos/:owner/:repo/commits/:ref',
        handle: ({ params: { ref = '' }, url }) => {
          if (ref === 'without-pages') return json(200, { files: answers.get(ref) });
          const page = Number(url.searchParams.get('page'));
          return json(200, { files: (answers.get(ref) ?? []).slice(100 * (page - 1), 100 * page) });
        },
      },
    ],
  });
  github = new GitHub({ token: 'token', tokenName: 'github-token', apiUrl: service.url });
});
afterEach(() => service.close());

function isClean(brought: ComparedFile): Promise<boolean> {
  answers.set('first...second', [RENAMED]);
  answers.set('first...merge', [brought]);
  return isCleanMerge(github, 'o/r', { oid: 'merge', parents: ['first', 'second'] });
}

test('a merge with only the changes of its second parent is clean', async () => {
  expect(await isClean(RENAMED)).toBe(true);
  expect(await isClean({ ...RENAMED, sha: 'b2' })).toBe(false);
});

test('a merge that takes the whole file of its second parent where both sides changed it is not clean', async () => {
  for (const own of [
    { filename: 'dags/new.py', sha: 'c3', status: 'modified' },
    { filename: 'dags/old.py', sha: 'c3', status: 'modified' },
    { filename: 'dags/moved.py', sha: 'c3', status: 'renamed', previous_filename: 'dags/old.py' },
  ]) {
    answers.set('second...first', [own]);
    expect(await isClean(RENAMED)).toBe(false);
  }
  answers.set('second...first', [{ filename: 'dags/other.py', sha: 'c3', status: 'modified' }]);
  expect(await isClean(RENAMED)).toBe(true);
});

test('a merge that deletes a different file than its second parent renamed is not clean', async () => {
  expect(await isClean({ ...RENAMED, previous_filename: 'dags/other.py' })).toBe(false);
});

test('finds the newest ancestor of a list, over pages, and none beyond a thousand commits', async () => {
  const history = Array.from({ length: 1_500 }, (_, index) => `commit${index}`);
  ancestors.splice(0, ancestors.length, ...history);
  const find = (...oids: string[]) => findAncestor(github, 'o/r', 'head', new Set(oids));
  expect(await find('commit250', 'commit120', 'absent')).toBe('commit120');
  expect(service.calls).toHaveLength(2);
  expect(await find('commit1200')).toBeUndefined();
  expect(service.calls).toHaveLength(12);
});

test('reads all changed paths of a commit, including old names, or returns undefined', async () => {
  const files = Array.from({ length: 2_999 }, (_, index) => ({ ...RENAMED, filename: `dags/${index}.py` }));
  answers.set('many', files);
  expect(new Set(await readChangedPaths(github, 'o/r', 'many')).size).toBe(3_000);
  answers.set('more', [...files, RENAMED]);
  expect(await readChangedPaths(github, 'o/r', 'more')).toBeUndefined();
});

test('a server that sends the same files for every page is asked up to the limit', async () => {
  const files = Array.from({ length: 250 }, (_, index) => ({ filename: `${index}.py`, sha: 'a1', status: 'added' }));
  answers.set('without-pages', files);
  expect(await readChangedPaths(github, 'o/r', 'without-pages')).toBeUndefined();
  expect(service.calls.length).toBeLessThan(20);
});
