import { afterEach, expect, test } from '@jest/globals';
import { type Answer, json } from '../../../../sandbox/http/message.ts';
import { Service } from '../../../../sandbox/http/service.ts';
import { OutageError } from '../../../../src/errors.ts';
import { GitHub } from '../../../../src/github/api/client.ts';
import { RuleViolation, StaleHead } from '../../../../src/github/api/errors.ts';

let service: Service;
afterEach(() => service.close());

/** A GitHub that gives these answers one after another, the last one for ever. */
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

test.each<[string, Answer, unknown]>([
  [
    'a moved head',
    graphqlError('STALE_DATA', 'Expected branch to point to "x" but it did not.  Pull and try again.'),
    StaleHead,
  ],
  ['classic protection', graphqlError('BRANCH_PROTECTION_RULE_VIOLATION'), RuleViolation],
  [
    'a ruleset',
    graphqlError(
      'UNPROCESSABLE',
      'Repository rule violations found\n\nChanges must be made through a pull request.\n\n',
    ),
    RuleViolation,
  ],
])('a commit that meets %s is told apart, and not repeated', async (_, answer, type) => {
  const github = await answering(answer);
  await expect(github.mutate(MUTATION, {})).rejects.toBeInstanceOf(type);
  expect(service.calls).toHaveLength(1);
});

test.each<[string, Answer, string, RegExp]>([
  ['401', json(401, { message: 'Bad credentials' }), 'github-token', /gitops-token/],
  [
    '403',
    json(403, { message: 'Resource not accessible by integration' }),
    'github-permission',
    /Contents: read and write/,
  ],
  ['404', json(404, { message: 'Not Found' }), 'github-not-found', /names of the repository/],
])('REST %s is the user’s to mend, names what was asked for, and is not repeated', async (_, answer, code, remedy) => {
  const github = await answering(answer);
  await expect(get(github)).rejects.toMatchObject({
    code,
    message: expect.stringContaining('GET /repos/o/r'),
    remedy: expect.stringMatching(remedy),
  });
  expect(service.calls).toHaveLength(1);
});

test('422 names what GitHub says of each field', async () => {
  const errors = ['Invalid rule', { resource: 'Ruleset', field: 'name' }, { message: 'Name must be unique' }];
  const github = await answering(json(422, { message: 'Validation Failed', errors }));
  await expect(get(github)).rejects.toMatchObject({
    code: 'github-refused',
    message: expect.stringMatching(/Validation Failed: Invalid rule, \{"resource.*"name"\}, Name must be unique\.$/),
  });
});

test('GraphQL FORBIDDEN names the permission', async () => {
  const github = await answering(graphqlError('FORBIDDEN', 'Resource not accessible by integration'));
  await expect(github.query(QUERY, {})).rejects.toMatchObject({
    name: 'UserError',
    code: 'github-permission',
    remedy: expect.stringContaining('“Contents: read”'),
  });
});

test.each([500, 502, 503])('a query is repeated after %i', async (status) => {
  const github = await answering({ status, body: 'down' }, json(200, { data: { viewer: { login: 'me' } } }));
  await expect(github.query(QUERY, {})).resolves.toEqual({ viewer: { login: 'me' } });
  expect(service.calls).toHaveLength(2);
});

test('a mutation is not repeated when it is not known whether it was done', async () => {
  const github = await answering({ status: 502, headers: { 'x-github-request-id': 'ABC:1' }, body: 'down' });
  const error: unknown = await github.mutate(MUTATION, {}).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(OutageError);
  expect((error as OutageError).outage).toMatchObject({
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
])('a mutation is repeated after %s, for it was not done', async (_, answer) => {
  const github = await answering(answer, json(200, { data: { done: true } }));
  await expect(github.mutate(MUTATION, {})).resolves.toEqual({ done: true });
});

test.each(['reset', 'truncated', 'lost-answer'] as const)('a read is repeated after %s', async (fault) => {
  const github = await answering(json(200, { name: 'r' }));
  service.faults.plan({ route: /.*/, nth: 1, fault });
  await expect(get(github)).resolves.toEqual({ name: 'r' });
  expect(service.calls).toHaveLength(2);
});
