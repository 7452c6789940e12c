import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { runMergeQueue } from '../../sandbox/github/merge-queue.ts';
import type { PullRequest } from '../../sandbox/github/pull-request.ts';
import { ENGINEER, GITOPS, LEAD, type Stage, startStage, VALUES_FILE } from '../../sandbox/stage/stage.ts';
import { waitFor } from '../../sandbox/wait-for.ts';

const TOKEN = 'ghs_sandboxproposer00000000000000000000005';
const RULES = {
  id: 1,
  name: 'main',
  enforcement: 'active',
  include: ['~DEFAULT_BRANCH'],
  rules: ['pull_request'],
} as const;

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
  stage.gitops.setRulesets([RULES]);
  const permissions = { [GITOPS]: { contents: 'write', pull_requests: 'write' } } as const;
  stage.github.addToken({ token: TOKEN, login: 'flux-deployer[bot]', app: true, permissions });
});
afterEach(() => stage.close());

let runs = 0;
function propose(commit: string, inputs: Record<string, string> = {}, signal?: AbortSignal) {
  runs += 1;
  const run = { inputs: { mode: 'pull-request', 'gitops-token': TOKEN, ...inputs }, runId: runs };
  return stage.run(commit, signal === undefined ? run : { ...run, signal });
}

function open(): PullRequest[] {
  return stage.gitops.pullRequests.filter(({ isOpen }) => isOpen);
}

function branches(): string[] {
  const args = ['-C', stage.gitops.directory, 'for-each-ref', '--format=%(refname:short)', 'refs/heads/flux-airflow/'];
  return execFileSync('git', args, { encoding: 'utf8' }).split('\n').filter(Boolean);
}

async function tagAt(branch: string): Promise<string | undefined> {
  return /^ {4}tag: (\S+)/m.exec(String(await stage.gitops.read(branch, VALUES_FILE)))?.[1];
}

test('if a rule rejects the direct commit, the error suggests mode pull-request', async () => {
  const result = await stage.run(await mergeDag(stage, 'orders'));
  expect(result).toHaveFailedWith('gitops-protected');
  expect(result.annotations[0]?.message).toContain('mode: pull-request');
});

test('a newer deployment updates the proposal of one commit; after the merge nothing is left', async () => {
  const first = await mergeDag(stage, 'orders');
  const proposed = await propose(first);
  expect(proposed).toHaveEndedWith('proposed');
  const [pullRequest] = open();
  expect(proposed.outputs).toMatchObject({
    'pull-request-number': String(pullRequest?.number),
    'pull-request-url': pullRequest?.url,
    'commit-sha': await pullRequest?.head(),
  });
  const branch = pullRequest?.headBranch ?? '';
  expect(branches()).toEqual([branch]);
  expect(await tagAt(branch)).toBe(`version-${first}`);
  expect(await tagAt('main')).toBe(`version-${stage.first}`);
  const [message] = (await stage.gitops.log(branch)).map((commit) => commit.message);
  expect(message).toContain(`Source-Commit: ${first}\n`);
  const again = await propose(first);
  expect(again).toHaveEndedWith('proposed', { outputs: { 'commit-sha': proposed.outputs['commit-sha'] } });

  const second = await mergeDag(stage, 'payments');
  await stage.gitops.commit({ branch: 'main', message: 'Other', author: ENGINEER, files: { 'NOTES.md': 'x\n' } });
  const updated = await propose(second);
  expect(updated).toHaveEndedWith('proposed');
  expect(open().map(({ number }) => number)).toEqual([pullRequest?.number]);
  expect(pullRequest?.title).toBe(`deploy(flux-airflow): version-${second}`);
  expect(await tagAt(branch)).toBe(`version-${second}`);
  const [{ parents } = { parents: [] }] = await stage.gitops.log(branch);
  expect(parents).toEqual([await stage.gitops.head('main')]);
  const late = await propose(first);
  expect(late).toHaveEndedWith('skipped');
  expect(late.annotations[0]?.message).toContain('is proposed');

  await pullRequest?.merge({ method: 'squash', by: LEAD });
  const done = await propose(second);
  expect(done).toHaveEndedWith('unchanged');
  expect(await tagAt('main')).toBe(`version-${second}`);
  expect(open()).toEqual([]);
  expect(branches()).toEqual([]);
});

test('auto-merge: rejected if it is off, merges on approval with the trailers, or at once if nothing blocks', async () => {
  const first = await mergeDag(stage, 'orders');
  const off = await propose(first, { 'auto-merge': 'true' });
  expect(off).toHaveFailedWith('auto-merge-off');
  expect(branches()).toEqual([]);
  stage.gitops.autoMergeAllowed = true;
  stage.gitops.collaborators.set(LEAD, 'write').set(ENGINEER, 'read');
  await propose(first, { 'auto-merge': 'true' });
  const [pullRequest] = open();
  const second = await mergeDag(stage, 'payments');
  await propose(second, { 'auto-merge': 'true' });
  expect(await tagAt('main')).toBe(`version-${stage.first}`);
  await pullRequest?.review({ author: ENGINEER, state: 'APPROVED' });
  expect(await tagAt('main')).toBe(`version-${stage.first}`);
  await pullRequest?.review({ author: LEAD, state: 'APPROVED' });
  expect(await tagAt('main')).toBe(`version-${second}`);
  expect(open()).toEqual([]);
  const [merged] = await stage.gitops.log('main');
  const trailers = execFileSync('git', ['interpret-trailers', '--parse'], {
    input: merged?.message ?? '',
    encoding: 'utf8',
  });
  expect(trailers).toContain(`Source-Commit: ${second}\n`);
  stage.gitops.setRulesets([]);
  const third = await mergeDag(stage, 'refunds');
  const atOnce = await propose(third, { 'auto-merge': 'true' });
  expect(atOnce).toHaveEndedWith('proposed');
  expect(await tagAt('main')).toEqual(`version-${third}`);
});

test('auto-merge on a branch without rules: merged at once, because GitHub has nothing to wait for', async () => {
  stage.gitops.setRulesets([]);
  stage.gitops.autoMergeAllowed = true;
  const commit = await mergeDag(stage, 'orders');
  expect(await propose(commit, { 'auto-merge': 'true' })).toHaveEndedWith('proposed');
  expect(await tagAt('main')).toBe(`version-${commit}`);
});

describe('a GitOps branch with a merge queue', () => {
  beforeEach(() => {
    stage.gitops.setRulesets([{ ...RULES, rules: [{ type: 'merge_queue' }] }]);
    stage.gitops.autoMergeAllowed = true;
  });
  const queued = () => open().map(({ isQueued }) => isQueued);

  test('a direct commit fails with the advice to propose', async () => {
    const result = await stage.run(await mergeDag(stage, 'orders'));
    expect(result).toHaveFailedWith('gitops-protected', { message: /merge queue[\s\S]*Set mode: pull-request/ });
  });

  test('auto-merge puts the proposal in the queue, once, and a newer one takes its place', async () => {
    const first = await mergeDag(stage, 'orders');
    expect(await propose(first, { 'auto-merge': 'true' })).toHaveEndedWith('proposed');
    expect(queued()).toEqual([true]);
    expect(await propose(first, { 'auto-merge': 'true' })).toHaveEndedWith('proposed');
    const second = await mergeDag(stage, 'payments');
    expect(await propose(second, { 'auto-merge': 'true' })).toHaveEndedWith('proposed');
    const calls = stage.github.service.calls.map(({ route }) => route.replace('graphql ', ''));
    const changes = calls.filter((name) => /queue|AutoMerge|^MergePull/i.test(name) && name !== 'EnableAutoMerge');
    expect(changes).toEqual(['EnqueuePullRequest', 'DequeuePullRequest', 'EnqueuePullRequest']);
    await runMergeQueue(stage.gitops, LEAD);
    expect(await tagAt('main')).toBe(`version-${second}`);
    expect(open()).toEqual([]);
  });

  test('a proposal that needs an approval is queued when it has one', async () => {
    stage.gitops.setRulesets([{ ...RULES, rules: ['pull_request', { type: 'merge_queue' }] }]);
    stage.gitops.collaborators.set(LEAD, 'write');
    expect(await propose(await mergeDag(stage, 'orders'), { 'auto-merge': 'true' })).toHaveEndedWith('proposed');
    expect(queued()).toEqual([false]);
    await open()[0]?.review({ author: LEAD, state: 'APPROVED' });
    expect(queued()).toEqual([true]);
  });
});

test('a rollback replaces the open proposal, and later deployments wait for it', async () => {
  const good = await mergeDag(stage, 'orders');
  await propose(good);
  await open()[0]?.merge({ method: 'squash', by: LEAD });
  const bad = await mergeDag(stage, 'payments');
  await propose(bad);
  await open()[0]?.merge({ method: 'squash', by: LEAD });
  const next = await mergeDag(stage, 'refunds');
  await propose(next);
  const back = await propose(next, { operation: 'rollback', 'rollback-to': `version-${good}`, reason: 'Wrong sums' });
  expect(back).toHaveEndedWith('proposed');
  expect(open().length).toEqual(1);
  const again = await propose(next, { operation: 'rollback', 'rollback-to': `version-${good}`, reason: 'Wrong sums' });
  expect(again.outputs['commit-sha']).toBe(back.outputs['commit-sha']);
  const held = await propose(next);
  expect(held).toHaveEndedWith('held');
  await open()[0]?.merge({ method: 'merge', by: LEAD });
  expect(await tagAt('main')).toBe(`version-${good}`);
  expect(String(await stage.gitops.read('main', `${VALUES_FILE}.hold`))).toContain('reason: Wrong sums');
  const resumed = await propose(next, { operation: 'resume' });
  expect(resumed).toHaveEndedWith('proposed');
  const waiting = await propose(next);
  expect(waiting).toHaveEndedWith('held');
  expect(open().length).toEqual(1);
  await open()[0]?.merge({ method: 'squash', by: LEAD });
  expect(await tagAt('main')).toBe(`version-${next}`);
  expect(await stage.gitops.read('main', `${VALUES_FILE}.hold`)).toBeUndefined();
  const hold = await propose(next, { operation: 'hold', reason: 'Night' });
  expect(hold).toHaveEndedWith('proposed');
  expect(open().length).toEqual(1);
});

test('a committed hold closes the proposal of a deployment', async () => {
  await propose(await mergeDag(stage, 'orders'));
  const files = { [`${VALUES_FILE}.hold`]: 'reason: x\n' };
  await stage.gitops.commit({ branch: 'main', message: 'Stop', author: ENGINEER, files });
  const held = await propose(await mergeDag(stage, 'payments'));
  expect(held).toHaveEndedWith('held');
  expect(open()).toEqual([]);
  expect(branches()).toEqual([]);
});

test('dry run proposes nothing, and the error for a missing permission names it', async () => {
  const commit = await mergeDag(stage, 'orders');
  const dry = await propose(commit, { 'dry-run': 'true' });
  expect(dry).toHaveEndedWith('proposed');
  expect(branches()).toEqual([]);
  expect(open()).toEqual([]);
  expect(dry.log.join('\n')).toContain(`+ images.airflow.tag: version-${commit}`);
  const { 'gitops-token': weak = '' } = stage.deployInputs();
  const refused = await propose(commit, { 'gitops-token': weak });
  expect(refused).toHaveFailedWith('github-permission');
  expect(refused.annotations[0]?.message).toContain('“Pull requests: read”');
  const wrong = await stage.run(commit, { inputs: { 'auto-merge': 'true' } });
  expect(wrong).toHaveFailedWith('input-mode');
});

test.each(['UpdateRefs', 'CommitFile', 'CreatePullRequest'])(
  'makes one proposal although the response to %s is lost',
  async (name) => {
    const commit = await mergeDag(stage, 'orders');
    stage.github.service.faults.plan({ route: `graphql ${name}`, nth: 1, fault: 'lost-answer' });
    const result = await propose(commit);
    expect(result).toHaveEndedWith('proposed');
    expect(open().length).toBe(1);
    expect(branches().length).toBe(1);
    expect(await tagAt(branches()[0] ?? '')).toBe(`version-${commit}`);
  },
);

test.each([
  ['the first write', { contents: 'read', pull_requests: 'read' }, 'Nothing was committed', 0],
  ['the pull request, after the commit', { contents: 'write', pull_requests: 'read' }, 'may be incomplete', 1],
] as const)('%s is rejected: the error says what exists', async (_, rights, message, left) => {
  const token = 'ghs_sandboxmaynotpropose0000000000000008';
  stage.github.addToken({ token, login: 'flux-weak[bot]', app: true, permissions: { [GITOPS]: rights } });
  const result = await propose(await mergeDag(stage, 'orders'), { 'gitops-token': token });
  expect(result).toHaveFailedWith('github-permission');
  expect(result.annotations[0]?.message).toContain(message);
  expect(open()).toEqual([]);
  expect(branches().length).toEqual(left);
});

test('closes an obsolete proposal with a warning if a rule forbids deleting its branch', async () => {
  await propose(await mergeDag(stage, 'orders'));
  const files = { [`${VALUES_FILE}.hold`]: 'reason: x\n' };
  await stage.gitops.commit({ branch: 'main', message: 'Stop', author: ENGINEER, files });
  const forbids = { ...RULES, id: 2, include: [`refs/heads/${branches()[0]}`], rules: ['deletion'] } as const;
  stage.gitops.setRulesets([RULES, forbids]);
  const held = await propose(await mergeDag(stage, 'payments'));
  expect(held).toHaveEndedWith('held');
  expect(open()).toEqual([]);
  expect(branches().length).toBe(1);
  expect(held.annotations).toContainEqual(
    expect.objectContaining({ title: 'proposal branch', message: expect.stringMatching(/\/pull\/1 was closed/) }),
  );
});

test('two concurrent runs make one proposal, of the newer commit', async () => {
  const older = await mergeDag(stage, 'orders');
  const newer = await mergeDag(stage, 'payments');
  const results = await Promise.all([propose(older), propose(newer)]);
  for (const result of results) expect(result).toHaveSucceeded();
  expect(open().length).toBe(1);
  expect(branches().length).toBe(1);
  expect(await tagAt(branches()[0] ?? '')).toBe(`version-${newer}`);
});

test('a run that finds that another run opened the pull request goes on with it', async () => {
  const older = await mergeDag(stage, 'orders');
  const newer = await mergeDag(stage, 'payments');
  const { promise: after, resolve: goOn } = Promise.withResolvers<void>();
  stage.github.service.faults.plan({ route: 'graphql CreatePullRequest', nth: 1, fault: { after } });
  const late = propose(older);
  await waitFor('the call that is late', () => stage.github.service.faults.pending === 0);
  expect(await propose(newer)).toHaveEndedWith('proposed');
  goOn();
  expect(await late).toHaveEndedWith('skipped');
  expect(open().length).toBe(1);
  expect(await tagAt(branches()[0] ?? '')).toBe(`version-${newer}`);
  expect(open()[0]?.title).toContain(newer.slice(0, 7));
});

test('a branch without its pull request yet is a proposal: an older run does not replace it', async () => {
  const older = await mergeDag(stage, 'orders');
  const newer = await mergeDag(stage, 'payments');
  stage.github.service.faults.plan({ route: 'graphql CreatePullRequest', nth: 1, fault: 'hang' });
  const killer = new AbortController();
  const stuck = propose(newer, {}, killer.signal);
  await waitFor('the call that hangs', () => stage.github.service.faults.pending === 0);
  expect(await propose(older)).toHaveEndedWith('skipped');
  killer.abort();
  await stuck;
  expect(await propose(newer)).toHaveEndedWith('proposed');
  expect(open().length).toBe(1);
  expect(await tagAt(branches()[0] ?? '')).toBe(`version-${newer}`);
});

test('commits of a person on the branch of a proposal are named in the log and on the pull request', async () => {
  await propose(await mergeDag(stage, 'orders'));
  const [pullRequest] = open();
  const branch = pullRequest?.headBranch ?? '';
  const files = { 'NOTES.md': 'mine\n' };
  const mine = await stage.gitops.commit({ branch, message: 'Add a note for @ada', author: ENGINEER, files });
  const replaced = await propose(await mergeDag(stage, 'payments'));
  expect(replaced).toHaveEndedWith('proposed', { titles: ['proposal branch'] });
  expect(replaced.annotations[0]?.message).toContain(`${mine.slice(0, 7)} by ${ENGINEER}`);
  expect(pullRequest?.comments.map(({ body }) => body)).toEqual([expect.stringContaining(`git cherry-pick ${mine}`)]);
  expect(pullRequest?.comments[0]?.body).toContain('`Add a note for @ada`');
  // The next one replaces only its own commit, and says nothing.
  const third = await propose(await mergeDag(stage, 'refunds'));
  expect(third).toHaveEndedWith('proposed', { titles: [] });
  expect(pullRequest?.comments).toHaveLength(1);
});

test('a proposal that a person closed is not opened again by a rerun, but by a newer commit', async () => {
  const first = await mergeDag(stage, 'orders');
  await propose(first);
  await open()[0]?.close();
  expect(await propose(first)).toHaveFailedWith('proposal-closed');
  expect(open()).toEqual([]);
  expect(await propose(await mergeDag(stage, 'payments'))).toHaveEndedWith('proposed');
  expect(open()).toHaveLength(1);
});
