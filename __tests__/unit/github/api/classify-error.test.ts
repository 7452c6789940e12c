import { afterEach, expect, test } from '@jest/globals';
import { type Answer, json } from '../../../../sandbox/http/message.ts';
import { Service } from '../../../../sandbox/http/service.ts';
import { GitHub } from '../../../../src/github/api/client.ts';
import type { GitHubError, GitHubErrorKind } from '../../../../src/github/api/errors.ts';
import { explain } from '../../../../src/runner/explain.ts';
import { translate } from '../../../../src/translate/translate.ts';

let service: Service;
afterEach(() => service.close());

/** Returns a GitHub that gives these answers in turn and then repeats the last one. */
async function answering(...answers: Answer[]): Promise<GitHub> {
  let call = 0;
  const handle = () => answers[Math.min(call++, answers.length - 1)] as Answer;
  service = await Service.start({
    name: 'github',
    routes: [
      { method: 'POST', path: '/graphql', handle },
      { method: 'GET', path: '/repos/:owner/:repo', handle },
    ],
  });
  return new GitHub({ token: 'token', tokenName: 'gitops-token', apiUrl: service.url });
}

const QUERY = 'query Read { viewer { login } }';
const MUTATION = 'mutation Write { x }';
const graphqlError = (type: string, message = 'no') => json(200, { data: null, errors: [{ type, message }] });
const get = (github: GitHub) => github.get('GET /repos/{owner}/{repo}', { owner: 'o', repo: 'r' });

test.each<[string, Answer, GitHubErrorKind]>([
  [
    'a moved head',
    graphqlError('STALE_DATA', 'Expected branch to point to "x" but it did not.  Pull and try again.'),
    'stale',
  ],
  ['classic protection', graphqlError('BRANCH_PROTECTION_RULE_VIOLATION'), 'rule-violation'],
  [
    'a ruleset',
    graphqlError(
      'UNPROCESSABLE',
      'Repository rule violations found\n\nChanges must be made through a pull request.\n\n',
    ),
    'rule-violation',
  ],
])('classifies a commit that hits %s, without a retry', async (_, answer, kind) => {
  const github = await answering(answer);
  await expect(github.mutate(MUTATION, {})).rejects.toMatchObject({ name: 'GitHubError', kind });
  expect(service.calls).toHaveLength(1);
});

test.each<[string, Answer, GitHubErrorKind, string, RegExp]>([
  ['401', json(401, { message: 'Bad credentials' }), 'token', 'github-token', /gitops-token/],
  [
    '403',
    json(403, { message: 'Resource not accessible by integration' }),
    'permission',
    'github-permission',
    /Contents: read and write/,
  ],
  ['404', json(404, { message: 'Not Found' }), 'not-found', 'github-not-found', /names of the repository/],
])('REST %s names the call and the remedy, without a retry', async (_, answer, kind, code, remedy) => {
  const github = await answering(answer);
  const error: unknown = await get(github).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'GitHubError', kind, isRefusal: true });
  expect(translate(error)).toMatchObject({
    name: 'UserError',
    code,
    message: expect.stringContaining('GET /repos/o/r'),
    remedy: expect.stringMatching(remedy),
  });
  expect(service.calls).toHaveLength(1);
});

test.each([400, 409, 410, 451])('REST %i is a refusal in GitHub’s own words, and is not repeated', async (status) => {
  const github = await answering(json(status, { message: 'Git Repository is empty.' }));
  await expect(get(github)).rejects.toMatchObject({
    kind: 'rejected',
    isRefusal: true,
    message: expect.stringContaining('Git Repository is empty.'),
  });
  expect(service.calls).toHaveLength(1);
});

test('422 names what GitHub says of each field', async () => {
  const errors = ['Invalid rule', { resource: 'Ruleset', field: 'name' }, { message: 'Name must be unique' }];
  const github = await answering(json(422, { message: 'Validation Failed', errors }));
  await expect(get(github)).rejects.toMatchObject({
    kind: 'rejected',
    message: expect.stringMatching(/Validation Failed: Invalid rule, \{"resource.*"name"\}, Name must be unique\.$/),
  });
});

test('GraphQL FORBIDDEN names the permission', async () => {
  const github = await answering(graphqlError('FORBIDDEN', 'Resource not accessible by integration'));
  await expect(github.query(QUERY, {})).rejects.toMatchObject({
    kind: 'permission',
    permission: '“Contents: read”',
  });
});

test.each([500, 502, 503])('retries a query after %i', async (status) => {
  const github = await answering({ status, body: 'down' }, json(200, { data: { viewer: { login: 'me' } } }));
  await expect(github.query(QUERY, {})).resolves.toEqual({ viewer: { login: 'me' } });
  expect(service.calls).toHaveLength(2);
});

test('does not retry a mutation with an unknown result', async () => {
  const github = await answering({ status: 502, headers: { 'x-github-request-id': 'ABC:1' }, body: 'down' });
  const error: unknown = await github.mutate(MUTATION, {}).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ kind: 'unavailable', isRefusal: false });
  expect((error as GitHubError).call).toEqual({
    service: 'GitHub',
    request: 'POST /graphql Write',
    status: 502,
    requestId: 'ABC:1',
  });
  expect(service.calls).toHaveLength(1);
});

test.each([
  ['a secondary limit', json(403, { message: 'You have exceeded a secondary rate limit' }, { 'retry-after': '0' })],
  ['too many requests', json(429, { message: 'slow down' }, { 'retry-after': '0' })],
])('retries a mutation after %s, because it was not carried out', async (_, answer) => {
  const github = await answering(answer, json(200, { data: { done: true } }));
  await expect(github.mutate(MUTATION, {})).resolves.toEqual({ done: true });
});

test.each(['reset', 'truncated', 'lost-answer'] as const)('retries a read after %s', async (fault) => {
  const github = await answering(json(200, { name: 'r' }));
  service.faults.plan({ route: /.*/, nth: 1, fault });
  await expect(get(github)).resolves.toEqual({ name: 'r' });
  expect(service.calls).toHaveLength(2);
});

/** https://github.com/actions-automation/manage-your-labels/issues/4 */
const ARCHIVED = 'Repository was archived so is read-only';

test.each([['UNPROCESSABLE'], ['NOT_YET_INVENTED'], [undefined]])(
  'a GraphQL error of type %s is a refusal with GitHub’s own message, without a retry',
  async (type) => {
    const github = await answering(json(200, { data: null, errors: [{ type, message: ARCHIVED }] }));
    for (const call of [github.mutate(MUTATION, {}), github.query(QUERY, {})])
      await expect(call).rejects.toMatchObject({ kind: 'rejected', words: ARCHIVED, isRefusal: true });
    expect(service.calls).toHaveLength(2);
  },
);

test('an error with a mutation result does not prove that nothing was done', async () => {
  const answer = json(200, { data: { x: { id: 1 } }, errors: [{ type: 'UNPROCESSABLE', message: 'no' }] });
  const github = await answering(answer);
  await expect(github.mutate(MUTATION, {})).rejects.toMatchObject({ kind: 'unavailable', isRefusal: false });
});

/** https://github.com/yoshi389111/github-profile-3d-contrib/issues/163 */
test('a part of an answer beside a resource limit is not used', async () => {
  const error = { type: 'RESOURCE_LIMITS_EXCEEDED', path: ['viewer', 'x'], message: 'Resource limits exceeded.' };
  const github = await answering(json(200, { data: { viewer: { login: 'me', x: null } }, errors: [error] }));
  await expect(github.query(QUERY, {})).rejects.toMatchObject({ kind: 'rejected', words: error.message });
  expect(service.calls).toHaveLength(1);
});

test.each([
  'Something went wrong while executing your query. Please include `A1:B2` when reporting this issue.',
  'We couldn’t respond to your request in time. Sorry about that.',
])('an outage of GitHub is not a refusal: %s', async (message) => {
  const failure = json(200, { errors: [{ message }] });
  const github = await answering(failure, failure, json(200, { data: { viewer: { login: 'me' } } }));
  await expect(github.mutate(MUTATION, {})).rejects.toMatchObject({ kind: 'unavailable', isRefusal: false });
  await expect(github.query(QUERY, {})).resolves.toEqual({ viewer: { login: 'me' } });
});

/** https://github.com/octokit/plugin-throttling.js/issues/848, https://github.com/yanyongyu/githubkit/issues/271 */
test.each([
  [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }],
  [{ type: 'RATE_LIMIT', code: 'graphql_rate_limit', message: 'API rate limit already exceeded for user ID 7.' }],
  [{ message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.' }],
  [{ type: 'UNPROCESSABLE', message: 'was submitted too quickly' }],
])('waits after %j with status 200, and sends a mutation again', async (error) => {
  const limited = json(200, { data: null, errors: [error] }, { 'retry-after': '0' });
  const github = await answering(limited, json(200, { data: { done: true } }));
  await expect(github.mutate(MUTATION, {})).resolves.toEqual({ done: true });
  expect(service.calls).toHaveLength(2);
});

test('waits as the message says if no header does', async () => {
  const message = 'You have exceeded a secondary rate limit. Try again in 1 second.';
  const github = await answering(json(200, { errors: [{ message }] }), json(200, { data: { done: true } }));
  const startedAt = performance.now();
  await expect(github.mutate(MUTATION, {})).resolves.toEqual({ done: true });
  expect(performance.now() - startedAt).toBeGreaterThan(990);
});

test('ends at once if the limit is reset too late, and says when', async () => {
  const now = Date.parse('2026-03-01T20:00:00Z');
  const headers = {
    date: new Date(now).toUTCString(),
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(now / 1000 + 1800),
  };
  const github = await answering(json(200, { errors: [{ type: 'RATE_LIMIT', message: 'API rate limit' }] }, headers));
  const startedAt = Date.now();
  const error: unknown = await github.query(QUERY, {}).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ kind: 'rate-limit', isRefusal: false, didNothing: true });
  const { retryAt = new Date(0) } = error as GitHubError;
  expect(Math.round((retryAt.getTime() - startedAt) / 60_000)).toBe(30);
  const { message, remedy } = explain(translate(error));
  expect(message).toMatch(/^gitops-token exceeded a rate limit of GitHub at POST \/graphql Read: API rate limit/);
  expect(remedy).toMatch(/^Run this job again after \d{4}-\d\d-\d\d \d\d:\d\d UTC:/);
  expect(service.calls).toHaveLength(1);
});
