import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { json } from '../../../../sandbox/http/message.ts';
import { Service } from '../../../../sandbox/http/service.ts';
import { GitHub } from '../../../../src/github/api/client.ts';

let home: Service | undefined;
let elsewhere: Service | undefined;
/** The authorization of each request for the new name. */
let authorizations: (string | undefined)[];
/** The target of the redirects of the old name and of GraphQL. */
let target: Service | undefined;

function startService(name: string): Promise<Service> {
  const redirect = (path: string) => () => ({ status: 307, headers: { location: `${target?.url}${path}` } });
  return Service.start({
    name,
    routes: [
      {
        method: 'GET',
        path: '/repos/o/new',
        handle: ({ headers }) => {
          authorizations.push(headers.authorization);
          return json(200, { name: 'new' });
        },
      },
      { method: 'GET', path: '/repos/o/old', handle: redirect('/repos/o/new') },
      { method: 'GET', path: '/repos/o/page', handle: () => ({ status: 200, body: '<html>' }) },
      { method: 'POST', path: '/graphql', handle: redirect('/graphql') },
    ],
  });
}

beforeEach(async () => {
  authorizations = [];
  [home, elsewhere] = await Promise.all([startService('github'), startService('elsewhere')]);
});
afterEach(() => Promise.all([home, elsewhere].map((service) => service?.close())));

function client(timeoutMs = 30_000): GitHub {
  return new GitHub({ token: 'secret', tokenName: 'github-token', apiUrl: home?.url ?? '', timeoutMs });
}

const get = (github: GitHub, repo: string) => github.get('GET /repos/{owner}/{repo}', { owner: 'o', repo });

test('follows the redirect of a renamed repository, with the token', async () => {
  target = home;
  await expect(get(client(), 'old')).resolves.toEqual({ name: 'new' });
  expect(authorizations).toEqual(['token secret']);
});

test('sends no token to another host on a redirect, and rejects its response', async () => {
  target = elsewhere;
  await expect(get(client(), 'old')).rejects.toThrow(/redirects to another host, 127\.0\.0\.1/);
  expect(authorizations).toEqual([undefined]);
});

test('does not follow a redirect of a write request', async () => {
  target = elsewhere;
  await expect(client().mutate('mutation Write { x }', {})).rejects.toMatchObject({ kind: 'unavailable' });
  expect(elsewhere?.calls).toEqual([]);
});

test('rejects a response that is not JSON', async () => {
  await expect(get(client(500), 'page')).rejects.toThrow(/GET \/repos\/o\/page: the response is not JSON/);
});

test('a call without a response fails at its time limit', async () => {
  home?.faults.plan({ route: /.*/, nth: 1, fault: 'hang' });
  await expect(get(client(200), 'new')).rejects.toMatchObject({ kind: 'unavailable' });
});
