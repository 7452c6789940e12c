import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import type { Demand } from '../../sandbox/github/state.ts';
import { ENGINEER, GITOPS, LEAD, SOURCE, type Stage, startStage } from '../../sandbox/stage/stage.ts';
import { type Permissions, readPermissionRows } from '../repository/permission-rows.ts';
import { buildAndPush } from './build-and-push.ts';
import { startProtectStage, WORKFLOW_TOKEN } from './protect-stage.ts';

const rows = readPermissionRows();

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(() => stage.close());

/** Returns the highest permissions that the calls of a token needed in one repository. */
function demanded(demands: readonly Demand[], token: string, scope: string): Permissions {
  const own = demands.filter((demand) => demand.token === token && demand.scope === scope);
  const name = ({ permission }: Demand) => permission.replaceAll('_', '-');
  const reads = own.map((demand) => [name(demand), 'read'] as const);
  const writes = own.filter(({ level }) => level === 'write').map((demand) => [name(demand), 'write'] as const);
  return Object.fromEntries([...reads, ...writes]);
}

test('deploy needs exactly the token permissions in the documentation', async () => {
  await stage.run(await mergeDag(stage, 'orders'), { inputs: { comment: 'false' } });
  expect(demanded(stage.github.demands, stage.workflowToken, SOURCE)).toEqual(rows.get('deploy')?.needs);
  const result = await stage.run(await mergeDag(stage, 'returns'), { inputs: { environment: 'production' } });
  expect(result).toHaveSucceeded({ titles: [] });
  const { issues, attestations, ...usual } = rows.get('deploy')?.all ?? {};
  expect(demanded(stage.github.demands, stage.workflowToken, SOURCE)).toEqual(usual);
  expect([issues, attestations]).toEqual(['write', 'write']);
  expect(demanded(stage.github.demands, stage.gitopsToken, GITOPS)).toEqual({ contents: 'write' });
  expect(stage.github.demands.filter(({ granted }) => !granted)).toEqual([]);
});

test('bump-values and break-glass do too', async () => {
  const token = 'ghs_sandboxbreakglass000000000000000000000009';
  const permissions = { [SOURCE]: { contents: 'read', pull_requests: 'read', issues: 'write' } } as const;
  stage.github.addToken({ token, login: 'github-actions[bot]', app: true, permissions });
  const files = { 'airflow/dags/x.py': 'x = 1\n' };
  const pushed = await stage.source.commit({ branch: 'main', message: 'Stop it', author: ENGINEER, files });
  await buildAndPush(stage, pushed);
  expect(demanded(stage.github.demands, stage.workflowToken, SOURCE)).toEqual({});
  const result = await stage.run(pushed, {
    entry: 'bump-values',
    eventName: 'workflow_dispatch',
    actor: LEAD,
    inputs: { ...stage.bumpInputs(), 'github-token': token, 'break-glass': 'It counts twice' },
  });
  expect(result).toHaveDeployed();
  expect(demanded(stage.github.demands, token, SOURCE)).toEqual(rows.get('bump-values')?.all);
});

test('break-glass without “Issues: write” names the complete permissions block', async () => {
  const token = 'ghs_sandboxnoissues00000000000000000000000010';
  const permissions = { [SOURCE]: { contents: 'read', pull_requests: 'write', deployments: 'write' } } as const;
  stage.github.addToken({ token, login: 'github-actions[bot]', app: true, permissions });
  const files = { 'airflow/dags/x.py': 'x = 1\n' };
  const pushed = await stage.source.commit({ branch: 'main', message: 'Stop it', author: ENGINEER, files });
  const head = await stage.gitops.head('main');
  const result = await stage.run(pushed, {
    eventName: 'workflow_dispatch',
    actor: LEAD,
    inputs: { 'github-token': token, 'break-glass': 'It counts twice' },
  });
  const error = result.annotations.find(({ title }) => title === 'github-permission');
  const block = /permissions: \{ (.*) \}/.exec(error?.message ?? '')?.[1]?.split(', ') ?? [];
  const { all = {} } = rows.get('deploy') ?? {};
  const needed = Object.entries(all).map(([name, level]) => `${name}: ${level}`);
  expect(result).toHaveExitedWith(1);
  expect(block.toSorted()).toEqual([...needed, 'id-token: write'].toSorted());
  expect(result.summary).toContain('issues: write');
  expect(await stage.gitops.head('main')).toBe(head);
});

test('status only reads', async () => {
  const pushed = await mergeDag(stage, 'orders');
  await stage.run(pushed, { entry: 'status', inputs: stage.bumpInputs() });
  const { demands } = stage.github;
  // Only the page reads the deployments.
  const { deployments, ...read } = rows.get('status')?.all ?? {};
  expect(demanded(demands, stage.workflowToken, SOURCE)).toEqual(read);
  expect(deployments).toBe('read');
  expect(demanded(demands, stage.gitopsToken, GITOPS)).toEqual({ contents: 'read' });
});

test('protect needs only the documented permissions of the job’s own token', async () => {
  const protect = await startProtectStage();
  await protect.run({}, WORKFLOW_TOKEN);
  const granted = protect.github.demands.filter((demand) => demand.granted);
  await protect.close();
  expect(demanded(granted, WORKFLOW_TOKEN, SOURCE)).toEqual(rows.get('protect')?.needs);
});
