import { afterEach, expect, test } from '@jest/globals';
import { json } from '../../../../sandbox/http/message.ts';
import { Service } from '../../../../sandbox/http/service.ts';
import { GitHub } from '../../../../src/github/api/client.ts';
import { findHealthRecords, writeHealthRecord } from '../../../../src/github/gitops/health-records.ts';

const OID = 'a'.repeat(40);
const CONTEXT = 'flux-airflow/healthy: values.yaml';
const SIGNED = { isValid: true, wasSignedByGitHub: true };

let service: Service | undefined;
afterEach(() => service?.close());

/** Starts a GitHub that answers queries with one commit, and the first writes of a status with these HTTP statuses. */
async function startGitHub(commit: object | null, viewer = 'deployer[bot]', failures: readonly number[] = []) {
  const statuses = [...failures];
  service = await Service.start({
    name: 'github',
    routes: [
      {
        method: 'POST',
        path: '/graphql',
        handle: () => json(200, { data: { viewer: { login: viewer }, repository: { commit0: commit } } }),
      },
      {
        method: 'POST',
        path: '/repos/:owner/:repo/statuses/:sha',
        handle: () => json(statuses.shift() ?? 201, { message: 'Resource not accessible by integration' }),
      },
    ],
  });
  return new GitHub({ token: 'token', tokenName: 'gitops-token', apiUrl: service.url });
}

interface Recorded {
  readonly author?: string;
  readonly signature?: object | null;
  readonly state?: string;
  readonly creator?: readonly [type: string, login: string];
}

function recorded({ author = 'deployer[bot]', signature = SIGNED, state = 'SUCCESS', creator }: Recorded): object {
  const [__typename, login] = creator ?? ['Bot', 'deployer'];
  return {
    author: { user: { login: author } },
    signature,
    status: { context: { state, creator: { __typename, login } } },
  };
}

test.each<[string, object | null, string, boolean]>([
  ['the record of the App on its commit', recorded({}), 'deployer[bot]', true],
  ['a bot with the suffix of REST', recorded({ creator: ['Bot', 'deployer[bot]'] }), 'deployer[bot]', true],
  ['the record of a person on their own commit', recorded({ author: 'ada', creator: ['User', 'Ada'] }), 'ada', true],
  ['a record of another App', recorded({ creator: ['Bot', 'other'] }), 'deployer[bot]', false],
  ['a person with the name of the App', recorded({ creator: ['User', 'deployer'] }), 'deployer[bot]', false],
  ['an App with the name of the person', recorded({ author: 'ada', creator: ['Bot', 'ada'] }), 'ada', false],
  [
    'a record of no account',
    { ...recorded({}), status: { context: { state: 'SUCCESS', creator: null } } },
    'deployer[bot]',
    false,
  ],
  ['a record that is not a success', recorded({ state: 'FAILURE' }), 'deployer[bot]', false],
  ['a commit of another account', recorded({ author: 'ada' }), 'deployer[bot]', false],
  ['a pushed commit', recorded({ signature: null }), 'deployer[bot]', false],
  ['a commit without the status', { ...recorded({}), status: null }, 'deployer[bot]', false],
  ['a commit that does not exist', null, 'deployer[bot]', false],
])('%s', async (_, commit, viewer, counts) => {
  const { recorded: found } = await findHealthRecords(await startGitHub(commit, viewer), 'o/r', [OID], CONTEXT);
  expect([...found]).toEqual(counts ? [OID] : []);
});

test('the records of a job’s own token never count', async () => {
  const own = recorded({ author: 'github-actions[bot]', creator: ['Bot', 'github-actions'] });
  const github = await startGitHub(own, 'github-actions[bot]');
  expect(await findHealthRecords(github, 'o/r', [OID], CONTEXT)).toEqual({ recorded: new Set(), isJobsToken: true });
});

const RECORD = { context: CONTEXT, description: 'x'.repeat(200), url: 'https://github.example/run' };

test('writes again after a lost answer, because two records say the same', async () => {
  const github = await startGitHub(null, 'deployer[bot]', [502]);
  await writeHealthRecord(github, 'o/r', OID, RECORD);
  expect(service?.calls.map(({ status }) => status)).toEqual([502, 201]);
});

test('a missing permission is named', async () => {
  const github = await startGitHub(null, 'deployer[bot]', [403]);
  await expect(writeHealthRecord(github, 'o/r', OID, RECORD)).rejects.toMatchObject({
    kind: 'permission',
    permission: '“Commit statuses: read and write”',
  });
});
