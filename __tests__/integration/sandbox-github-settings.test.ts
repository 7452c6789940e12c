import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getOctokit } from '@actions/github';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type GitHubServer, startGitHub } from '../../sandbox/github/index.ts';
import type { Repository } from '../../sandbox/github/repository.ts';

const ADMIN = 'ghs_admin';
const WORKFLOW = 'ghs_workflow';
const [owner, repo] = ['flux-data', 'airflow'];
const REPOSITORY = `${owner}/${repo}`;

let directory: string;
let github: GitHubServer;
let repository: Repository;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'flux-airflow-settings-'));
  github = await startGitHub({ directory: join(directory, 'server') });
  repository = await github.createRepository(REPOSITORY, { files: { 'dags/a.py': 'a', 'README.md': 'r' } });
  const administration = { administration: 'write', environments: 'read', secrets: 'read', actions: 'read' } as const;
  github.addToken({
    token: ADMIN,
    login: 'admin[bot]',
    app: true,
    permissions: { [REPOSITORY]: { contents: 'write', ...administration } },
  });
  github.addToken({
    token: WORKFLOW,
    login: 'github-actions[bot]',
    app: true,
    permissions: { [REPOSITORY]: { contents: 'write' } },
  });
});

afterEach(async () => {
  await github.close();
  await rm(directory, { recursive: true, force: true });
});

function rest(token: string) {
  return getOctokit(token, { baseUrl: github.url, log: { debug() {}, info() {}, warn() {}, error() {} } }).rest;
}

const wanted = {
  owner,
  repo,
  name: 'ours',
  target: 'branch' as const,
  enforcement: 'active' as const,
  conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] as string[] } },
};

const CHECKS = {
  type: 'required_status_checks' as const,
  parameters: {
    strict_required_status_checks_policy: false,
    required_status_checks: [{ context: 'dags', integration_id: 15368 }],
  },
};

function write(token: string) {
  const content = Buffer.from('x').toString('base64');
  return rest(token).repos.createOrUpdateFileContents({ owner, repo, path: 'x', message: 'm', content });
}

describe('rulesets', () => {
  test('are created, listed, read and changed, and reject a commit while they are active', async () => {
    const { repos } = rest(ADMIN);
    const { data: made } = await repos.createRepoRuleset({ ...wanted, rules: [CHECKS, { type: 'deletion' }] });
    expect((await repos.getRepoRulesets({ owner, repo })).data.map(({ name }) => name)).toEqual(['ours']);
    expect((await repos.getBranchRules({ owner, repo, branch: 'main' })).data).toMatchObject([
      { ...CHECKS, ruleset_id: made.id, ruleset_source: REPOSITORY },
      { type: 'deletion', ruleset_id: made.id },
    ]);
    await expect(write(WORKFLOW)).rejects.toThrow(/Required status check "dags" is expected/);
    await repos.updateRepoRuleset({ ...wanted, ruleset_id: made.id, enforcement: 'evaluate', rules: [CHECKS] });
    expect((await repos.getBranchRules({ owner, repo, branch: 'main' })).data).toEqual([]);
    await write(WORKFLOW);
  });

  test('allow a team that can always bypass them, and stop one that can only bypass them by pull request', async () => {
    const { id } = github.addTeam({ org: owner, slug: 'robots', members: [{ login: 'github-actions[bot]' }] });
    const ruleset = { id: 1, name: 'r', enforcement: 'active', include: ['~ALL'], rules: ['pull_request'] } as const;
    const actor = { actor_id: id, actor_type: 'Team' } as const;
    repository.setRulesets([{ ...ruleset, bypassActors: [{ ...actor, bypass_mode: 'pull_request' }] }]);
    await expect(write(WORKFLOW)).rejects.toThrow(/Changes must be made through a pull request/);
    repository.setRulesets([{ ...ruleset, bypassActors: [{ ...actor, bypass_mode: 'always' }] }]);
    await write(WORKFLOW);
  });

  test('show their bypass list only to administrators, who alone can change them', async () => {
    const { data } = await rest(ADMIN).repos.createRepoRuleset({ ...wanted, rules: [] });
    expect(data.bypass_actors).toEqual([]);
    const seen = await rest(WORKFLOW).repos.getRepoRuleset({ owner, repo, ruleset_id: data.id });
    expect(seen.data).not.toHaveProperty('bypass_actors');
    await expect(rest(WORKFLOW).repos.createRepoRuleset({ ...wanted, name: 'b' })).rejects.toMatchObject({
      status: 403,
    });
    await expect(rest(ADMIN).repos.createRepoRuleset(wanted)).rejects.toMatchObject({ status: 422 });
  });

  test('need a paid plan for private repositories, and “evaluate” needs more than a team plan', async () => {
    repository.setSettings({ plan: 'free' });
    await expect(rest(ADMIN).repos.getBranchRules({ owner, repo, branch: 'main' })).rejects.toThrow(
      /Upgrade to GitHub Pro or make this repository public/,
    );
    repository.setSettings({ plan: 'team' });
    await expect(rest(ADMIN).repos.createRepoRuleset({ ...wanted, enforcement: 'evaluate' })).rejects.toMatchObject({
      status: 422,
    });
  });
});

test('classic protection, for administrators', async () => {
  const branch = { owner, repo, branch: 'main' };
  await expect(rest(ADMIN).repos.getBranchProtection(branch)).rejects.toMatchObject({ status: 404 });
  repository.setSettings({
    protection: {
      branch: 'main',
      reviews: { approvals: 2, codeOwners: true, dismissStale: true, lastPush: true, bypass: ['ada'] },
      checks: [{ context: 'dags', app_id: 15368 }],
      enforceAdmins: true,
      allowForcePushes: false,
      allowDeletions: false,
    },
  });
  const { data } = await rest(ADMIN).repos.getBranchProtection(branch);
  expect(data.required_pull_request_reviews).toMatchObject({ required_approving_review_count: 2 });
  await expect(rest(WORKFLOW).repos.getBranchProtection(branch)).rejects.toMatchObject({ status: 403 });
});

test('environments with their allowed branches, names of secrets, permissions of the workflow token, a tree', async () => {
  const { repos, actions, git } = rest(ADMIN);
  repository.setSettings({
    environments: {
      production: { admits: [{ name: 'main' }], secrets: ['KEY'] },
      open: { admits: 'all', secrets: [] },
    },
    secrets: ['OTHER'],
  });
  const at = { owner, repo, environment_name: 'production' };
  expect((await repos.getEnvironment(at)).data.deployment_branch_policy).toMatchObject({
    custom_branch_policies: true,
  });
  expect((await repos.listDeploymentBranchPolicies(at)).data.branch_policies).toMatchObject([{ name: 'main' }]);
  expect((await actions.listEnvironmentSecrets(at)).data.secrets).toMatchObject([{ name: 'KEY' }]);
  expect((await actions.listRepoSecrets({ owner, repo })).data.secrets).toMatchObject([{ name: 'OTHER' }]);
  const open = await repos.getEnvironment({ ...at, environment_name: 'open' });
  expect(open.data.deployment_branch_policy).toBeNull();
  await expect(repos.getEnvironment({ ...at, environment_name: 'none' })).rejects.toMatchObject({ status: 404 });
  expect((await actions.getGithubActionsDefaultWorkflowPermissionsRepository({ owner, repo })).data).toEqual({
    default_workflow_permissions: 'read',
    can_approve_pull_request_reviews: false,
  });
  const { data } = await git.getTree({ owner, repo, tree_sha: 'main', recursive: 'true' });
  expect(data.tree.map(({ path, type }) => [path, type])).toEqual([
    ['README.md', 'blob'],
    ['dags', 'tree'],
    ['dags/a.py', 'blob'],
  ]);
});
