import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { duringCall } from '../../sandbox/http/during-call.ts';
import { APP_ID, addDeployerApp } from '../../sandbox/stage/deployer-app.ts';
import { ENGINEER, GITOPS, SOURCE, type Stage, startStage } from '../../sandbox/stage/stage.ts';
import { waitFor } from '../../sandbox/wait-for.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(() => stage.close());

const INSTALLATION = 'GET /repos/:owner/:repo/installation';
const UPLOAD_PACK = 'POST /:owner/:repo.git/git-upload-pack';
const TOKEN = 'POST /app/installations/:id/access_tokens';

/** Expects that each token that the App asked for was revoked. */
function expectRevoked(count: number): void {
  const tokens = stage.github.issued.map(({ token }) => token);
  expect(tokens).toHaveLength(count);
  expect([...stage.github.revoked].sort()).toEqual([...tokens].sort());
}

/** Returns everything that a run shows. */
function shownBy(result: Awaited<ReturnType<Stage['run']>>): string {
  return [result.log.join('\n'), result.summary, JSON.stringify(result.annotations)].join('\n');
}

test('a deployment makes the token of the App: for one repository, with one permission, and revokes it', async () => {
  const { inputs, privateKey } = addDeployerApp(stage.github);
  const environment = { ...stage.environment, RUNNER_DEBUG: '1' };
  const result = await stage.run(await mergeDag(stage, 'orders'), { inputs, environment });
  expect(result).toHaveDeployed();
  expect(stage.github.issued).toEqual([
    expect.objectContaining({ repositories: [GITOPS], permissions: { contents: 'write' } }),
  ]);
  expectRevoked(1);
  const [token = ''] = stage.github.revoked;
  const [, line = ''] = privateKey.split('\n');
  for (const secret of [token, line]) expect(shownBy(result)).not.toContain(secret);
  expect(result.raw).toContain(`::add-mask::${token}`);
});

test('bump-values and status make the token too; status may only read', async () => {
  const { inputs } = addDeployerApp(stage.github);
  expect(
    await stage.run(await stage.source.head('main'), {
      entry: 'status',
      inputs: { ...stage.statusInputs(), ...inputs },
    }),
  ).toHaveSucceeded();
  const held = {
    ...stage.bumpInputs(),
    ...inputs,
    operation: 'hold',
    reason: 'a test',
    'commit-message': 'chore: {tag} now',
  };
  expect(await stage.run(await stage.source.head('main'), { entry: 'bump-values', inputs: held })).toHaveEndedWith(
    'held',
  );
  expect(stage.github.issued.map(({ permissions }) => permissions)).toEqual([
    { contents: 'read' },
    { contents: 'write' },
  ]);
  expectRevoked(2);
});

test('with mode: pull-request the token may also write pull requests', async () => {
  const { inputs } = addDeployerApp(stage.github);
  const result = await stage.run(await mergeDag(stage, 'orders'), { inputs: { ...inputs, mode: 'pull-request' } });
  expect(result).toHaveEndedWith('proposed');
  expect(stage.github.issued[0]?.permissions).toEqual({ contents: 'write', pull_requests: 'write' });
});

test('a failed run revokes the token', async () => {
  const { inputs } = addDeployerApp(stage.github);
  const parent = await stage.source.head('main');
  const files = { 'airflow/dags/late.py': '"""Late."""\n' };
  const unapproved = await stage.source.commit({ branch: 'main', message: 'late', author: ENGINEER, files, parent });
  expect(await stage.run(unapproved, { inputs })).toHaveFailedWith('approval-missing');
  expectRevoked(1);
});

test('a cancelled run revokes the token', async () => {
  const { inputs } = addDeployerApp(stage.github);
  stage.github.service.faults.plan({ route: 'graphql CommitFile', nth: 1, fault: 'hang-after' });
  const before = await stage.gitops.head('main');
  const cancel = new AbortController();
  const running = stage.run(await mergeDag(stage, 'orders'), {
    inputs,
    cancel: cancel.signal,
  });
  await waitFor('the deployment’s commit', async () => (await stage.gitops.head('main')) !== before);
  cancel.abort();
  expect(await running).toHaveExitedWith(null, { summary: 'the run was cancelled' });
  expectRevoked(1);
});

test('a key with escaped line ends, without line ends, or in base64 is accepted; half a key is rejected', async () => {
  const { inputs, privateKey } = addDeployerApp(stage.github);
  const commit = await mergeDag(stage, 'orders');
  const run = (key: string) => stage.run(commit, { inputs: { ...inputs, 'gitops-app-key': key, 'dry-run': 'true' } });
  expect(await run(privateKey.replaceAll('\n', '\\n'))).toHaveDeployed();
  expect(await run(privateKey.replaceAll('\n', ' '))).toHaveDeployed();
  expect(await run(Buffer.from(privateKey).toString('base64'))).toHaveDeployed();
  const cut = await run(privateKey.slice(0, 400));
  expect(cut).toHaveFailedWith('app-key');
  expect(shownBy(cut)).not.toContain(privateKey.split('\n')[1]);
  expectRevoked(3);
});

test('a token and an App, or half of an App, is an error that says which input to remove or to set', async () => {
  const { inputs } = addDeployerApp(stage.github);
  const both = await stage.run(stage.first, { inputs: { ...inputs, 'gitops-token': stage.gitopsToken } });
  expect(both).toHaveFailedWith('app-inputs');
  expect(both.summary).toContain('gitops-token and gitops-app-id are both set');
  const half = await stage.run(stage.first, { inputs: { ...inputs, 'gitops-app-key': '' } });
  expect(half).toHaveFailedWith('app-inputs');
  expect(half.summary).toContain('gitops-app-id is set without gitops-app-key');
  const none = await stage.run(stage.first, { inputs: { 'gitops-token': '' } });
  expect(none).toHaveFailedWith('input-missing');
});

test('a key of another App, an unknown App, and an App that is not installed fail at the first answer', async () => {
  const { inputs } = addDeployerApp(stage.github, { repositories: [SOURCE] });
  const other = addDeployerApp({ ...stage.github, addApp: () => undefined } as unknown as Stage['github']);
  const commit = await mergeDag(stage, 'orders');
  const calls = () => stage.github.service.calls.map(({ route }) => route).filter((route) => route === INSTALLATION);
  const refused = await stage.run(commit, { inputs: { ...inputs, 'gitops-app-key': other.privateKey } });
  expect(refused).toHaveFailedWith('app-key');
  expect(calls()).toHaveLength(1);
  expect(refused.summary).toContain('A JSON web token could not be decoded');
  const unknown = await stage.run(commit, { inputs: { ...inputs, 'gitops-app-id': '1' } });
  expect(unknown).toHaveFailedWith('app-key');
  expect(unknown.summary).toContain('Integration not found');
  expect(calls()).toHaveLength(2);
  const elsewhere = await stage.run(commit, { inputs });
  expect(elsewhere).toHaveFailedWith('app-installation');
  expect(elsewhere.summary).toContain(`The GitHub App ${APP_ID} is not installed on ${GITOPS}`);
  expect(calls()).toHaveLength(3);
});

test('a refused App ends the run although the files of the commit are still being fetched', async () => {
  const { inputs } = addDeployerApp(stage.github);
  const given = { ...inputs, 'gitops-app-id': '1', source: 'fetch' };
  const { service } = stage.github;
  service.faults.plan({ route: UPLOAD_PACK, nth: 1, fault: 'hang' });
  const fetches = () => service.calls.filter(({ route }) => route === UPLOAD_PACK).length;
  const refused = duringCall(service, { route: INSTALLATION, nth: 1 }, () =>
    waitFor('the fetch', () => fetches() === 1),
  );
  const result = await stage.run(await mergeDag(stage, 'orders'), { inputs: given });
  await refused;
  expect(result).toHaveFailedWith('app-key');
  // A fetch that fails, because its folder is removed or after half a minute without data, is repeated.
  expect(fetches()).toBe(1);
});

test.each([
  ['a permission that was not granted', { permissions: { contents: 'read' } }, 'permissions requested are not granted'],
  ['a suspended installation', { isSuspended: true }, 'This installation has been suspended'],
] as const)('%s fails and says what to grant', async (_, installation, words) => {
  const { inputs } = addDeployerApp(stage.github, installation);
  const commit = await mergeDag(stage, 'orders');
  const before = stage.registry.service.calls.length;
  const result = await stage.run(commit, { inputs });
  expect(result).toHaveFailedWith('app-installation');
  expect(result.summary).toContain(words);
  expect(stage.registry.service.calls.slice(before).filter(({ method }) => !['GET', 'HEAD'].includes(method))).toEqual(
    [],
  );
});

test('a clock that is two minutes ahead of GitHub’s, and servers that do not know a new token yet, delay nothing else', async () => {
  const { inputs } = addDeployerApp(stage.github, { replicationMs: 1_000 });
  stage.github.setClockAhead(-120_000);
  expect(await stage.run(await mergeDag(stage, 'orders'), { inputs })).toHaveDeployed();
  const refusals = stage.github.service.calls.filter(({ route, status }) => route === TOKEN && status === 401);
  expect(refusals).toHaveLength(1);
  expectRevoked(1);
});

test('an outage of the token’s route is retried; a token that cannot be revoked is a notice', async () => {
  const { inputs } = addDeployerApp(stage.github);
  const { faults } = stage.github.service;
  faults.plan({ route: TOKEN, nth: 1, fault: { status: 502 } });
  faults.plan({ route: TOKEN, nth: 2, fault: 'lost-answer' });
  faults.plan({ route: 'DELETE /installation/token', nth: 1, fault: 'hang' });
  const result = await stage.run(await mergeDag(stage, 'orders'), { inputs });
  expect(result).toHaveDeployed();
  expect(result.annotations).toContainEqual(expect.objectContaining({ level: 'notice', title: 'token not revoked' }));
});
