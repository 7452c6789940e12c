import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { type GitHubServer, startGitHub } from '../../../../sandbox/github/index.ts';
import { APP_ID, addDeployerApp } from '../../../../sandbox/stage/deployer-app.ts';
import { GITOPS } from '../../../../sandbox/stage/stage.ts';
import { GitHub } from '../../../../src/github/api/client.ts';
import { InstallationToken } from '../../../../src/github/app/installation-token.ts';
import { readPrivateKey } from '../../../../src/github/app/private-key.ts';
import type { AppPermissions, TokenRequest } from '../../../../src/github/app/token-request.ts';

let directory: string;
let github: GitHubServer;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'flux-airflow-app-'));
  github = await startGitHub({ directory });
  await github.createRepository(GITOPS, { files: { 'values.yaml': 'a: 1\n' } });
});
afterEach(async () => {
  jest.restoreAllMocks();
  await github.close();
  await rm(directory, { recursive: true });
});

const permissions = { contents: 'write' } as const;

function tokenOf(privateKey: string, scope: TokenRequest['scope'], ifGranted: AppPermissions = {}) {
  const app = { appId: APP_ID, privateKey: readPrivateKey(privateKey) ?? '' };
  return new InstallationToken({ app, appInput: 'gitops-app-id', scope, permissions, ifGranted, apiUrl: github.url });
}

test('calls at the same time share one token, and a client that uses it reads the repository', async () => {
  const token = tokenOf(addDeployerApp(github).privateKey, { repository: GITOPS });
  const [first, second] = await Promise.all([token.current(), token.current()]);
  expect(second).toBe(first);
  const client = new GitHub({ token: token.current, tokenName: 'gitops-app-id', apiUrl: github.url });
  const route = 'GET /repos/{owner}/{repo}/contents/{path}';
  const [owner, repo] = GITOPS.split('/');
  expect(await client.get(route, { owner, repo, path: 'values.yaml' })).toMatchObject({ name: 'values.yaml' });
  expect(github.issued).toHaveLength(1);
});

test('a run of more than 55 minutes gets a new token, and revokes that one', async () => {
  const token = tokenOf(addDeployerApp(github).privateKey, { repository: GITOPS });
  const { token: first } = await token.current();
  const start = Date.now();
  const now = jest.spyOn(Date, 'now').mockReturnValue(start + 54 * 60_000);
  expect((await token.current()).token).toBe(first);
  now.mockReturnValue(start + 56 * 60_000);
  const { token: second } = await token.current();
  expect(second).not.toBe(first);
  await token.revoke();
  expect(github.revoked).toEqual([second]);
});

test('a failure is not kept: the next call asks again', async () => {
  const other = 'flux-data/other';
  await github.createRepository(other, { files: { 'values.yaml': 'a: 1\n' } });
  const installed = [GITOPS];
  const { privateKey } = addDeployerApp(github, { repositories: installed });
  const token = tokenOf(privateKey, { repository: other });
  await expect(token.current()).rejects.toMatchObject({ kind: 'app-installation' });
  installed.push(other);
  expect(await token.current()).toMatchObject({ token: expect.stringMatching(/^ghs_/) });
});

test.each([
  ['none', {}, {}],
  ['less', { statuses: 'read' }, { statuses: 'read' }],
  ['all', { statuses: 'write', checks: 'read', issues: 'write' }, { statuses: 'write', checks: 'read' }],
] as const)(
  'of the permissions that are asked for if granted, it has those that were granted: %s',
  async (_, more, had) => {
    const { privateKey } = addDeployerApp(github, { permissions: { contents: 'write', ...more } });
    const ifGranted = { statuses: 'write', checks: 'read' } as const;
    await tokenOf(privateKey, { repository: GITOPS }, ifGranted).current();
    expect(github.issued[0]?.permissions).toEqual({ contents: 'write', ...had });
  },
);

test('a permission that is necessary and was not granted is an error, although it is also asked for if granted', async () => {
  const { privateKey } = addDeployerApp(github, { permissions: { contents: 'read' } });
  const token = tokenOf(privateKey, { repository: GITOPS }, { contents: 'read' });
  await expect(token.current()).rejects.toMatchObject({ kind: 'app-permission' });
});

test('an organisation’s token names no repository', async () => {
  const { privateKey } = addDeployerApp(github, { permissions: { contents: 'write' } });
  await tokenOf(privateKey, { organisation: 'flux-data' }).current();
  expect(github.issued).toEqual([expect.objectContaining({ repositories: [GITOPS], permissions })]);
  await expect(tokenOf(privateKey, { organisation: 'elite' }).current()).rejects.toMatchObject({
    kind: 'app-installation',
    message: `The GitHub App ${APP_ID} is not installed on the organisation elite.`,
  });
});

test('a token that was never made, or that is gone already, is revoked without an error', async () => {
  const token = tokenOf(addDeployerApp(github).privateKey, { repository: GITOPS });
  await token.revoke();
  await token.current();
  await token.revoke();
  await token.revoke();
  expect(github.revoked).toHaveLength(1);
});
