import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { json } from '../../../../sandbox/http/message.ts';
import { Service } from '../../../../sandbox/http/service.ts';
import { GitHub } from '../../../../src/github/api/client.ts';
import { readFileHistory } from '../../../../src/github/gitops/file-history.ts';

/** The commits of each path, newest first. `b1` renamed the file. */
const HISTORIES: Readonly<Record<string, readonly string[]>> = {
  'new.yaml': ['d1', 'c1', 'b1'],
  'old.yaml': ['b1', 'a2', 'a1'],
};

let asked: string[];
let service: Service;
let github: GitHub;

beforeEach(async () => {
  asked = [];
  service = await Service.start({
    name: 'github',
    routes: [
      {
        method: 'POST',
        path: '/graphql',
        handle: async ({ body }) => {
          const { path } = (JSON.parse(String(await body())) as { variables: { path: string } }).variables;
          const nodes = HISTORIES[path]?.map((oid) => ({ oid, url: '', message: oid, committedDate: '' }));
          const history = { pageInfo: { hasNextPage: false, endCursor: null }, nodes };
          return json(200, { data: { viewer: { login: 'app' }, repository: { object: { history } } } });
        },
      },
      {
        method: 'GET',
        path: '/repos/:owner/:repo/commits/:ref',
        handle: ({ params: { ref = '' } }) => {
          asked.push(ref);
          const renamed = { filename: 'new.yaml', status: 'renamed', previous_filename: 'old.yaml' };
          return json(200, { files: ref === 'b1' ? [renamed] : [{ filename: 'old.yaml', status: 'added' }] });
        },
      },
    ],
  });
  github = new GitHub({ token: 'token', tokenName: 'github-token', apiUrl: service.url });
});
afterEach(() => service.close());

test('follows a rename, and lists each commit once', async () => {
  const oids: string[] = [];
  const location = { repository: 'o/r', path: 'new.yaml' };
  for await (const { oid } of readFileHistory(github, location, 'd1')) oids.push(oid);
  expect(oids).toEqual(['d1', 'c1', 'b1', 'a2', 'a1']);
  expect(asked).toEqual(['b1', 'a1']);
});

test('asks about renames only when the reader wants more commits than the path has', async () => {
  const oids: string[] = [];
  for await (const { oid } of readFileHistory(github, { repository: 'o/r', path: 'new.yaml' }, 'd1')) {
    oids.push(oid);
    if (oids.length === 3) break;
  }
  expect(oids).toEqual(['d1', 'c1', 'b1']);
  expect(asked).toEqual([]);
});
