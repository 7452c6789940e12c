import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { readDeployedTag, readGitOpsFile } from '../../sandbox/stage/gitops-file.ts';
import { ENGINEER, LEAD, OTHER_VALUES_FILE, type Stage, startStage, VALUES_FILE } from '../../sandbox/stage/stage.ts';
import { findReason } from '../setup/run-expectation.ts';
import { buildAndPush } from './build-and-push.ts';

const HOLD_FILE = `${VALUES_FILE}.hold`;

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(() => stage.close());

const read = (path?: string) => readGitOpsFile(stage, path);

const deployedTag = () => readDeployedTag(stage);

async function newestMessage(): Promise<string> {
  return (await stage.gitops.log('main'))[0]?.message ?? '';
}

function trailers(message: string): string[] {
  return execFileSync('git', ['interpret-trailers', '--parse'], { input: message, encoding: 'utf8' })
    .trim()
    .split('\n');
}

async function deployDag(name: string): Promise<string> {
  const commit = await mergeDag(stage, name);
  expect(await stage.run(commit)).toHaveDeployed();
  return commit;
}

async function filesOf(commit: string): Promise<string> {
  const options = { encoding: 'utf8' } as const;
  return execFileSync(
    'git',
    ['-C', stage.gitops.directory, 'show', '--name-status', '--format=', commit],
    options,
  ).trim();
}

test.each(['deploy', 'bump-values'])('%s: a rollback, a held merge and a resume, one commit each', async (entry) => {
  const step = entry === 'deploy' ? {} : { entry, inputs: stage.bumpInputs() };
  const good = await deployDag('orders');
  const proof = await stage.gitops.head('main');
  const bad = await deployDag('payments');
  const reason = 'DAG payments\n\nApproved-By: @mallory\nRun: x';
  const rollback = { ...step.inputs, operation: 'rollback', 'rollback-to': `version-${good}`, reason };
  const builds = stage.registry.service.calls.length;
  const back = await stage.run(bad, { ...step, inputs: rollback });
  expect(back).toHaveDeployed();
  expect(back.summary).toContain('| Hold | set: no later commit is deployed until a resume |');
  expect(back.outputs).toMatchObject({ tag: `version-${good}`, 'previous-tag': `version-${bad}` });
  const asked = stage.registry.service.calls.slice(builds).map(({ method }) => method);
  expect(new Set(asked)).toEqual(new Set(['GET']));
  expect(await filesOf('main')).toBe(`M\t${VALUES_FILE}\nA\t${HOLD_FILE}`);
  expect(await deployedTag()).toBe(`version-${good}`);
  expect(await read(HOLD_FILE)).toMatch(/^reason: [\s\S]*\nby: "@ada"\nsince: \d{4}-\d\d-\d\dT[\d:]+Z\nrun: http/);
  expect(trailers(await newestMessage())).toEqual([
    'Source-Repository: flux-data/flux-airflow',
    `Source-Commit: ${good}`,
    `Proved-By: ${proof}`,
    `Image-Digest: ${back.outputs.digest}`,
    `Previous-Tag: version-${bad}`,
    'Operation: rollback',
    'Reason: DAG payments Approved-By: @ mallory Run: x',
    'Requested-By: @ada',
    expect.stringMatching(/^Run: /),
  ]);
  const head = await stage.gitops.head('main');
  const again = await stage.run(bad, { ...step, inputs: rollback, runId: 2 });
  expect(again).toHaveEndedWith('unchanged');
  const fixed = await mergeDag(stage, 'refunds');
  const held = await stage.run(fixed, { runId: 3 });
  expect(held).toHaveEndedWith('held');
  expect(held.annotations[0]?.message).toContain('mallory');
  expect(await stage.gitops.head('main')).toBe(head);
  if (entry === 'bump-values') await pushImage(fixed);
  const resumed = await stage.run(fixed, { ...step, inputs: { ...step.inputs, operation: 'resume' }, runId: 4 });
  expect(resumed).toHaveDeployed();
  expect(resumed.summary).toContain('| Hold | lifted |');
  expect(await filesOf('main')).toBe(`M\t${VALUES_FILE}\nD\t${HOLD_FILE}`);
  expect(await deployedTag()).toBe(`version-${fixed}`);
  expect(trailers(await newestMessage())).toContain('Operation: resume');
  expect((await stage.gitops.log('main')).length).toBe(5);
});

async function pushImage(commit: string): Promise<string> {
  const [, pushed] = await buildAndPush(stage, commit);
  expect(pushed).toHaveEndedWith('pushed');
  return pushed?.outputs.digest ?? '';
}

test('rollback rejects a newer tag, a tag without an image, and an unapproved one', async () => {
  const first = await deployDag('orders');
  const newer = await mergeDag(stage, 'payments');
  await pushImage(newer);
  const unapproved = await stage.source.commit({
    branch: 'aside',
    parent: first,
    message: 'Not approved',
    author: ENGINEER,
    files: { 'airflow/dags/x.py': 'x = 1\n' },
  });
  await pushImage(unapproved);
  const head = await stage.gitops.head('main');
  const refused = async (tag: string, inputs: Record<string, string> = {}) => {
    const result = await stage.run(first, {
      inputs: { operation: 'rollback', 'rollback-to': tag, reason: 'x', ...inputs },
    });
    return [result.exitCode, findReason(result.annotations)?.title];
  };
  expect(await refused(`version-${newer}`)).toEqual([1, 'rollback-newer']);
  expect(await refused(`version-${'0'.repeat(40)}`)).toEqual([1, 'image-missing']);
  expect(await refused(`version-${unapproved}`)).toEqual([1, 'rollback-newer']);
  expect(await refused('latest')).toEqual([1, 'rollback-tag']);
  expect(await refused(`version-${first}`, { reason: '' })).toEqual([1, 'reason-missing']);
  expect(await refused(`version-${first}`, { operation: 'hold' })).toEqual([1, 'conflicting-operations']);
  expect(await refused(`version-${first}`, { operation: '' })).toEqual([1, 'conflicting-operations']);
  expect(await refused(' ')).toEqual([1, 'conflicting-operations']);
  expect(await stage.gitops.head('main')).toBe(head);
});

test('only approvers and operators can roll back and resume', async () => {
  const good = await deployDag('orders');
  const bad = await deployDag('payments');
  const rollback = { operation: 'rollback', 'rollback-to': `version-${good}`, reason: 'Wrong' };
  const head = await stage.gitops.head('main');
  const denied = await stage.run(bad, { actor: ENGINEER, inputs: rollback });
  expect(denied).toHaveFailedWith('operator-not-allowed');
  expect(denied.annotations[0]?.message).toContain(`@${ENGINEER} may not start this operation. Allowed: ${LEAD}`);
  expect(await stage.gitops.head('main')).toBe(head);
  const named = { operators: `@${ENGINEER}` };
  const back = await stage.run(bad, { actor: ENGINEER, inputs: { ...rollback, ...named } });
  expect(back).toHaveDeployed();
  const resume = { operation: 'resume' };
  const left = await stage.run(bad, { actor: ENGINEER, inputs: resume, runId: 2 });
  expect(left).toHaveFailedWith('operator-not-allowed');
  expect(await deployedTag()).toEqual(`version-${good}`);
  const resumed = await stage.run(bad, { actor: ENGINEER, inputs: { ...resume, ...named }, runId: 3 });
  expect(resumed).toHaveSucceeded();
  expect(await deployedTag()).toEqual(`version-${bad}`);
});

test('trailers written by hand do not count as an approval', async () => {
  const base = await stage.source.head('main');
  const unapproved = await stage.source.commit({
    branch: 'main',
    message: 'Straight',
    author: ENGINEER,
    files: { 'airflow/dags/x.py': 'x = 1\n' },
  });
  const digest = await pushImage(unapproved);
  const later = await mergeDag(stage, 'orders');
  const values = (await read()).replace(`version-${base}`, `version-${later}`);
  for (const [author, text] of [
    [ENGINEER, values.replace(later, unapproved)],
    ['flux-deployer[bot]', values],
  ] as const) {
    const message = `deploy(flux-airflow): version-${unapproved}\n\n- x\n\nSource-Repository: flux-data/flux-airflow\nSource-Commit: ${unapproved}\nImage-Digest: ${digest}\nRun: x\n`;
    await stage.gitops.commit({ branch: 'main', message, author, files: { [VALUES_FILE]: text } });
  }
  const result = await stage.run(later, {
    inputs: { operation: 'rollback', 'rollback-to': `version-${unapproved}`, reason: 'x' },
  });
  expect(result).toHaveFailedWith('approval-missing', { titles: ['approval-missing', 'approval-missing'] });
  expect(await deployedTag()).toBe(`version-${later}`);
});

test('hold stops deployments; resume on the deployed commit only deletes the hold', async () => {
  const commit = await deployDag('orders');
  const values = await read();
  const held = await stage.run(commit, {
    inputs: { operation: 'hold', reason: 'Migration of the database' },
    runId: 2,
  });
  expect(held).toHaveEndedWith('held', { titles: [] });
  expect(held.outputs['commit-sha']).toBe(await stage.gitops.head('main'));
  expect(await filesOf('main')).toBe(`A\t${HOLD_FILE}`);
  expect(trailers(await newestMessage())).toContain('Reason: Migration of the database');
  const again = await stage.run(commit, { inputs: { operation: 'hold', reason: 'Other' }, runId: 3 });
  expect(again).toHaveEndedWith('held', { outputs: { 'commit-sha': undefined } });
  const resumed = await stage.run(commit, { inputs: { operation: 'resume' }, runId: 4 });
  expect(resumed).toHaveDeployed();
  expect(await filesOf('main')).toBe(`D\t${HOLD_FILE}`);
  expect(await read()).toBe(values);
  const once = await stage.run(commit, { inputs: { operation: 'resume' }, runId: 5 });
  expect(once).toHaveEndedWith('unchanged');
});

test('an invalid hold file still holds; a hold of another team’s file is rejected', async () => {
  const files = { [HOLD_FILE]: 'reason: [broken\n\t: ' };
  await stage.gitops.commit({ branch: 'main', message: 'Stop', author: ENGINEER, files });
  const held = await stage.run(await mergeDag(stage, 'orders'));
  expect(held).toHaveEndedWith('held');
  expect(held.annotations[0]?.message).toContain('[broken');
  const inputs = { operation: 'hold', reason: 'x', 'values-file': OTHER_VALUES_FILE };
  const wrong = await stage.run(stage.first, { inputs });
  expect(wrong).toHaveFailedWith('wrong-target');
});

test('resume rejects an older commit than the newest, unless the input commit names it', async () => {
  const older = await mergeDag(stage, 'orders');
  await stage.run(older, { inputs: { operation: 'hold', reason: 'x' } });
  const newer = await mergeDag(stage, 'payments');
  await pushImage(older);
  const refused = await stage.run(older, { inputs: { operation: 'resume' }, runId: 2 });
  expect(refused).toHaveFailedWith('resume-not-newest');
  expect(await read(HOLD_FILE)).toContain('reason: x');
  const inputs = { ...stage.bumpInputs(), operation: 'resume', commit: older };
  const named = await stage.run(newer, { entry: 'bump-values', inputs, runId: 3 });
  expect(named).toHaveSucceeded();
  expect(await deployedTag()).toEqual(`version-${older}`);
});

test('finds a rollback whose response was lost, and keeps the commit of a writer in between', async () => {
  const good = await deployDag('orders');
  const bad = await deployDag('payments');
  stage.github.service.faults.plan({ route: 'graphql CommitFile', nth: 1, fault: 'lost-answer' });
  const inputs = { operation: 'rollback', 'rollback-to': `version-${good}`, reason: 'x' };
  const result = await stage.run(bad, { inputs, runId: 7 });
  expect(result).toHaveSucceeded();
  expect(await deployedTag()).toEqual(`version-${good}`);
  expect((await stage.gitops.log('main')).filter(({ message }) => message.startsWith('rollback'))).toHaveLength(1);
});

test('reports a hold whose response was lost as its own, and only one of two concurrent holds as new', async () => {
  const inputs = { operation: 'hold', reason: 'DAG payments' };
  stage.github.service.faults.plan({ route: 'graphql CommitFile', nth: 1, fault: 'lost-answer' });
  const lost = await stage.run(stage.first, { inputs, runId: 1 });
  expect(lost.outputs).toMatchObject({ outcome: 'held', 'commit-sha': await stage.gitops.head('main') });
  expect(lost.log.join('\n')).toContain('+ reason: DAG payments');
  await pushImage(stage.first);
  await stage.run(stage.first, { inputs: { operation: 'resume' }, runId: 2 });
  expect(await stage.gitops.read('main', HOLD_FILE)).toBeUndefined();
  const both = await Promise.all([3, 4].map((runId) => stage.run(stage.first, { inputs, runId })));
  const head = await stage.gitops.head('main');
  expect(both.map(({ outputs }) => outputs.outcome)).toEqual(['held', 'held']);
  expect(both.flatMap(({ outputs }) => outputs['commit-sha'] || [])).toEqual([head]);
});
