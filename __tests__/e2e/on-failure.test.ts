/** Deployments with `on-failure: rollback`: what fails is put back, once, by the record of what was seen healthy. */
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import type { Scenario } from '../../sandbox/argocd/scenario.ts';
import { duringCall } from '../../sandbox/http/during-call.ts';
import type { Fault } from '../../sandbox/http/fault.ts';
import { readDeployedTag } from '../../sandbox/stage/gitops-file.ts';
import { ENGINEER, GITOPS, IMAGE, type Stage, VALUES_FILE } from '../../sandbox/stage/stage.ts';
import { waitFor } from '../../sandbox/wait-for.ts';
import { deployDuringRollout, FIRST_LOOK } from './during-rollout.ts';
import {
  BY_HAND,
  CONTEXT,
  DEPLOYER,
  deploy,
  deployHealthy,
  expectLeftAlone,
  expectRolledBack,
  FAILING,
  HOLD,
  mergeFailing,
  onStage,
  short,
} from './on-failure-stage.ts';
import { readPageData } from './read-page-data.ts';

async function statusOf(stage: Stage, commit: string): Promise<string[]> {
  const { statuses } = stage.gitops;
  return statuses
    .filter(({ sha }) => sha === commit)
    .map(({ context, state, creator }) => [context, state, creator.login].join(' '));
}

test.concurrent(
  'a failed sync: the healthy version is put back with a hold, and every place says so',
  onStage(async (stage) => {
    const healthy = await deployHealthy(stage);
    expect(await statusOf(stage, await stage.gitops.head('main'))).toEqual([`${CONTEXT} success flux-deployer[bot]`]);
    const failing = await mergeFailing(stage, FAILING);
    const result = await deploy(stage, failing);
    await expectRolledBack(stage, result, failing, healthy);
    expect(result.summary).toMatch(new RegExp(`Seen healthy[\\s\\S]*version-${healthy}.*\\| ✅ \\|`));
    const shown = await stage.run(failing, {
      entry: 'status',
      inputs: { ...stage.statusInputs(), 'gitops-token': DEPLOYER, page: join(stage.directory, 'page.html') },
    });
    expect(shown.summary).toMatch(new RegExp(`Seen healthy[\\s\\S]*version-${failing}.*\\| no record \\|`));
    const { events } = await readPageData(shown.outputs.page);
    expect(events.slice(0, 3)).toMatchObject([
      { kind: 'rollback', failedCommit: expect.stringMatching(/^[0-9a-f]{40}$/), ending: 'healthy' },
      { kind: 'deploy', sourceCommit: failing, ending: 'failed', isRolledBack: true },
      { kind: 'deploy', sourceCommit: healthy, ending: 'healthy' },
    ]);
    const [annotation] = result.annotations;
    expect(annotation?.message).toContain('the sync ended as Failed: quota exceeded');
    expect(annotation?.message).toMatch(/Safe now: version-\w+ is committed .* in place of version-\w+\. The hold/);
    expect(annotation?.message).toMatch(
      /What to do: Merge a fix, then run this action with operation: resume: it lifts the hold/,
    );
    const comments = stage.source.pullRequests.flatMap((each) => each.comments.map(({ body }) => body));
    expect(comments.at(-1)).toContain(`## ❌ ${short(failing)} failed; ${short(healthy)} runs again`);
    expect(stage.source.issues).toHaveLength(1);
    const [issue] = stage.source.issues;
    expect(issue?.title).toBe(`${short(failing)} failed and was rolled back (${VALUES_FILE})`);
    expect(issue?.body).toMatch(/quota exceeded[\s\S]*Fix forward[\s\S]*resume[\s\S]*The cause was elsewhere/);
    const records = stage.source.deployments.map(({ sha, statuses }) => [sha, statuses.at(-1)?.state]);
    expect(records).toEqual([
      [healthy, 'inactive'],
      [failing, 'failure'],
      [healthy, 'success'],
    ]);
  }),
);

test.concurrent(
  'an image that cannot be pulled: rolled back at the time limit; a rerun sees the hold and deploys nothing',
  onStage(async (stage) => {
    const healthy = await deployHealthy(stage);
    const failing = await mergeFailing(stage, { kind: 'unpullable' });
    const result = await deploy(stage, failing, { 'rollout-timeout': '0.3' });
    await expectRolledBack(stage, result, failing, healthy);
    expect(result.annotations[0]?.message).toContain('ImagePullBackOff: Failed to pull image');
    const head = await stage.gitops.head('main');
    await expectRolledBack(stage, await deploy(stage, failing), failing, healthy);
    expect(await stage.gitops.head('main')).toBe(head);
    expect(stage.source.issues).toHaveLength(1);
    const next = await deploy(stage, await mergeDag(stage, 'returns'));
    expect(next).toHaveEndedWith('held');
    expect(next.annotations[0]?.message).toContain(`Held by on-failure: rollback`);
    expect(next.annotations[0]?.message).toContain(`version-${failing} failed`);
  }),
);

test.concurrent(
  'a degraded workload: rolled back; the resume with a fix deploys, and is recorded as healthy',
  onStage(async (stage) => {
    const healthy = await deployHealthy(stage);
    const failing = await mergeFailing(stage, { kind: 'degraded' });
    await expectRolledBack(stage, await deploy(stage, failing), failing, healthy);
    const fixed = await mergeDag(stage, 'fix');
    const resumed = await deploy(stage, fixed, { operation: 'resume' }, BY_HAND);
    expect(resumed).toHaveDeployed({ outputs: { rollout: 'rolled-out' } });
    expect(await statusOf(stage, await stage.gitops.head('main'))).toHaveLength(1);
    const last = await mergeFailing(stage, FAILING, 'last');
    await expectRolledBack(stage, await deploy(stage, last), last, fixed);
  }),
);

const HPA = { group: 'autoscaling', kind: 'HorizontalPodAutoscaler', name: 'airflow-worker' };
const REDIS = { group: 'apps', kind: 'Deployment', name: 'airflow-redis', images: ['redis:7'] };

test.concurrent(
  'a resource that does not run the image fails the run, but is not rolled back',
  onStage(async (stage) => {
    await deployHealthy(stage);
    const failing = await mergeDag(stage, 'payments');
    const others = [REDIS, HPA].map((each) => ({ ...each, health: 'Degraded' }) as const);
    void duringCall(stage.argocd.service, FIRST_LOOK, () => stage.argocd.setOthers('flux-airflow', others));
    const result = await deploy(stage, failing);
    expect(result).toHaveFailedWith('rollout-failed', { outputs: { 'rolled-back-to': undefined } });
    await expectLeftAlone(stage, failing);
  }),
);

test.concurrent(
  'what runs the image, but was degraded before, is not rolled back',
  onStage(async (stage) => {
    const healthy = await deployHealthy(stage);
    const images = [`${IMAGE}:version-${healthy}`];
    stage.argocd.setOthers('flux-airflow', [{ ...REDIS, images, health: 'Degraded' }]);
    const failing = await mergeDag(stage, 'payments');
    expect(await deploy(stage, failing)).toHaveFailedWith('rollout-failed');
    await expectLeftAlone(stage, failing);
  }),
);

test.concurrent(
  'a time limit without a failure is not rolled back, nor is a lost access to Argo CD',
  onStage(async (stage) => {
    await deployHealthy(stage);
    const slow = await mergeFailing(stage, { kind: 'slow', factor: 1000 });
    expect(await deploy(stage, slow, { 'rollout-timeout': '0.1' })).toHaveFailedWith('rollout-timeout');
    await expectLeftAlone(stage, slow);
    const next = await mergeDag(stage, 'returns');
    expect(await deploy(stage, next, { 'argocd-token': 'a.b.c' })).toHaveFailedWith('argocd-token');
    await expectLeftAlone(stage, next);
  }),
);

test.concurrent(
  'a newer deployment that comes while this one fails stays; the newer run puts back what was healthy if it fails too',
  onStage(async (stage) => {
    const healthy = await deployHealthy(stage);
    stage.argocd.stepWithLooks();
    const older = await mergeFailing(stage, { kind: 'failing', retries: 3 });
    const newer = await mergeDag(stage, 'returns');
    const replaced = deployDuringRollout(stage, () => deploy(stage, newer));
    const [first, second] = await Promise.all([deploy(stage, older), replaced]);
    expect(first).toHaveSucceeded({ outputs: { rollout: 'superseded' } });
    expect(second).toHaveSucceeded({ outputs: { rollout: 'rolled-out' } });
    await expectLeftAlone(stage, newer);
    expect(healthy).not.toBe(newer);
  }),
);

/** The first reading of the records is for the list in the summary, the second for the rollback. */
const SEARCH = { route: 'graphql ReadHealthRecords', nth: 2 };

/** Waits until a call of GitHub had the planned fault. */
function untilFault({ github: { service } }: Stage): Promise<unknown> {
  return waitFor('the fault', () => service.calls.some(({ fault }) => fault !== undefined));
}

test.concurrent.each<[string, Record<string, string>]>([
  ['another tag', { [VALUES_FILE]: 'tag' }],
  ['another value', { [VALUES_FILE]: 'comment' }],
  ['a hold', { [HOLD]: 'reason: I look at it\n' }],
])('%s that a person commits during the rollback stays as it is', (_, wanted) =>
  onStage(async (stage) => {
    await deployHealthy(stage);
    const failing = await mergeFailing(stage, FAILING);
    const text = String(await stage.gitops.read('main', VALUES_FILE));
    // Another writer commits while the run searches for a healthy version.
    const committed = duringCall(stage.github.service, SEARCH, async () => {
      const values = String(await stage.gitops.read('main', VALUES_FILE));
      const changed = { tag: values.replace(failing, 'f'.repeat(40)), comment: `${values}# by hand\n` };
      const files = Object.fromEntries(
        Object.entries(wanted).map(([path, kind]) => [path, changed[kind as keyof typeof changed] ?? kind]),
      );
      return stage.gitops.commit({ branch: 'main', message: 'By hand', author: ENGINEER, files });
    });
    const result = await deploy(stage, failing);
    const head = await committed;
    expect(result).toHaveFailedWith('rollout-failed', { outputs: { 'rolled-back-to': undefined } });
    expect(result.annotations[0]?.message).toContain('The run did not roll back:');
    expect(await stage.gitops.head('main')).toBe(head);
    expect(text).not.toBe('');
  })(),
);

/** Loses the answer to the rollback's commit, then lets so many readings of the branch fail. */
function loseRollback({ github: { service } }: Stage, readings: number): void {
  service.faults.plan({ route: 'graphql CommitFile', nth: 2, fault: 'lost-answer' });
  const stop = service.listen('graphql CommitFile', ({ fault }) => {
    if (fault === undefined) return;
    stop();
    for (let nth = 1; nth <= readings; nth += 1)
      service.faults.plan({ route: 'graphql ReadValuesFile', nth, fault: { status: 400 } });
  });
}

test.concurrent(
  'a rollback whose answer is lost: the run reads the branch before it says what is deployed',
  onStage(async (stage) => {
    const healthy = await deployHealthy(stage);
    const failing = await mergeFailing(stage, FAILING);
    loseRollback(stage, 1);
    await expectRolledBack(stage, await deploy(stage, failing), failing, healthy);
  }),
);

test.concurrent(
  'a rollback whose answer is lost, and a branch that cannot be read: red, without saying what is deployed; a rerun heals',
  onStage(async (stage) => {
    const healthy = await deployHealthy(stage);
    const failing = await mergeFailing(stage, FAILING);
    loseRollback(stage, 100);
    const result = await deploy(stage, failing);
    stage.github.service.faults.clear();
    expect(result).toHaveFailedWith('rollback-impossible', { message: 'could not read whether it did' });
    expect(result.summary).not.toContain('still deployed');
    await expectRolledBack(stage, await deploy(stage, failing), failing, healthy);
  }),
);

test.concurrent(
  'a restored version that does not run either: red, with both failures',
  onStage(async (stage) => {
    const healthy = await deployHealthy(stage);
    const failing = await mergeDag(stage, 'payments');
    stage.argocd.setScenario('flux-airflow', FAILING);
    const result = await deploy(stage, failing);
    expect(result).toHaveFailedWith('rollback-failed', { outputs: { 'rolled-back-to': `version-${healthy}` } });
    expect(result.summary).toContain(
      `${short(failing)} failed; ${short(healthy)} is committed again, but is not known to run`,
    );
    expect(result.annotations[0]?.message).toMatch(/quota exceeded[\s\S]*but its rollout has not succeeded: .*quota/);
    expect(await readDeployedTag(stage)).toBe(`version-${healthy}`);
  }),
);

type Stuck = Scenario & { readonly kind: 'stuck' };

/** Deploys a version whose sync waits for pods that never start. */
async function deployStuck(stage: Stage, inputs: Record<string, string> = {}, scenario: Stuck = { kind: 'stuck' }) {
  const healthy = await deployHealthy(stage);
  const failing = await mergeFailing(stage, scenario);
  return { healthy, failing, result: await deploy(stage, failing, { 'rollout-timeout': '0.3', ...inputs }) };
}

const END_SYNC = 'DELETE /api/v1/applications/:name/operation';

test.concurrent.each<[string, Fault | undefined]>([
  ['is ended', undefined],
  ['is ended, although the answer is lost', 'lost-answer'],
  ['is ended, although Argo CD fails once', { status: 503 }],
])('a sync that waits for pods that never start %s, so that Argo CD applies the rollback', (_, fault) =>
  onStage(async (stage) => {
    if (fault !== undefined) stage.argocd.service.faults.plan({ route: END_SYNC, nth: 1, fault });
    const { healthy, failing, result } = await deployStuck(stage);
    await expectRolledBack(stage, result, failing, healthy);
    const ends = stage.argocd.service.calls.filter(({ route }) => route === END_SYNC);
    expect(ends.map(({ status }) => status).at(-1)).toBe(fault === 'lost-answer' ? 0 : 200);
  })(),
);

test.concurrent(
  'a sync whose end Argo CD accepts and loses, because its next attempt begins, is ended by a second request',
  onStage(async (stage) => {
    const { healthy, failing, result } = await deployStuck(stage, {}, { kind: 'stuck', losesEnd: true });
    await expectRolledBack(stage, result, failing, healthy);
    expect(endsOf(stage)).toEqual([200, 200]);
  }),
);

test.concurrent(
  'an account that may only read does not end that sync: red, with the right to grant; a rerun with it heals',
  onStage(async (stage) => {
    const { healthy, failing, result } = await deployStuck(stage, { 'argocd-token': stage.argocdReadToken });
    expect(result).toHaveFailedWith('rollback-failed', { outputs: { 'rolled-back-to': `version-${healthy}` } });
    expect(result.annotations[0]?.message).toMatch(
      /an earlier sync has not ended[\s\S]*argocd app terminate-op flux-airflow[\s\S]*Grant the account of argocd-token the right sync/,
    );
    await expectRolledBack(stage, await deploy(stage, failing), failing, healthy);
  }),
);

/** Commits a version whose sync hangs, and merges a newer one. */
async function mergeBehindStuck(stage: Stage) {
  const healthy = await deployHealthy(stage);
  const failing = await mergeFailing(stage, { kind: 'stuck' });
  const inputs = { 'on-failure': 'report', 'rollout-timeout': '0.1' };
  expect(await deploy(stage, failing, inputs)).toHaveFailedWith('rollout-timeout');
  return { healthy, failing, fixed: await mergeDag(stage, 'fix') };
}

function endsOf(stage: Stage): number[] {
  return stage.argocd.service.calls.filter(({ route }) => route === END_SYNC).map(({ status }) => status);
}

test.concurrent(
  'a fix that comes while the sync of the failed version hangs: that sync is ended after a minute, and the fix is rolled out',
  onStage(async (stage) => {
    const { failing, fixed } = await mergeBehindStuck(stage);
    const result = await deploy(stage, fixed, { 'rollout-timeout': '2' });
    expect(result).toHaveDeployed({ outputs: { rollout: 'rolled-out' }, titles: ['earlier sync ended'] });
    expect(result.annotations[0]?.message).toMatch(
      new RegExp(
        `The sync of version-${failing} hangs in Argo CD: waiting for healthy state of .*; Pod \\S+: ImagePullBackOff: Failed to pull`,
      ),
    );
    expect(endsOf(stage)).toEqual([200]);
  }),
);

test.concurrent(
  'a rollback by a person does the same',
  onStage(async (stage) => {
    const { healthy, failing } = await mergeBehindStuck(stage);
    const back = { operation: 'rollback', 'rollback-to': `version-${healthy}`, reason: 'It hangs' };
    const result = await deploy(stage, failing, { ...back, 'rollout-timeout': '2' }, BY_HAND);
    expect(result).toHaveDeployed({ outputs: { rollout: 'rolled-out' }, titles: ['earlier sync ended'] });
    expect(endsOf(stage)).toEqual([200]);
  }),
);

test.concurrent.each<[string, (stage: Stage) => Record<string, string>, string, number[]]>([
  ['on-failure: report', () => ({ 'on-failure': 'report' }), 'With on-failure: rollback', []],
  ['an account that may only read', (stage) => ({ 'argocd-token': stage.argocdReadToken }), 'the right sync', [403]],
])('with %s, a hanging sync goes on, and a warning has the command that ends it', (_, inputs, advice, ends) =>
  onStage(async (stage) => {
    const { failing, fixed } = await mergeBehindStuck(stage);
    const result = await deploy(stage, fixed, { 'rollout-timeout': '1.4', ...inputs(stage) });
    expect(result).toHaveFailedWith('rollout-timeout', { titles: ['earlier sync hangs', 'rollout-timeout'] });
    const [{ message } = { message: '' }] = result.annotations;
    expect(message).toContain(`The sync of version-${failing} hangs`);
    expect(message).toMatch(new RegExp(`argocd app terminate-op flux-airflow\\. .*${advice}`));
    expect(endsOf(stage)).toEqual(ends);
    await expectLeftAlone(stage, fixed);
  })(),
);

test.concurrent(
  'without a version that was seen healthy, the failed one stays, and the error says so',
  onStage(async (stage) => {
    const failing = await mergeFailing(stage, FAILING);
    const result = await deploy(stage, failing);
    expect(result).toHaveFailedWith('rollback-impossible', { outputs: { 'rolled-back-to': undefined } });
    expect(result.summary).toMatch(/^## ❌ version-\w{7} failed, and could not be rolled back\n/);
    expect(result.annotations[0]?.message).toContain('no earlier version was recorded as seen healthy (0 checked)');
    await expectLeftAlone(stage, failing);
  }),
);

test.concurrent(
  'without the permission for statuses: one warning, and a failure says how to grant it',
  onStage(async (stage) => {
    const inputs = { 'gitops-token': stage.gitopsToken };
    const first = await deploy(stage, await mergeDag(stage, 'orders'), inputs);
    expect(first).toHaveDeployed({ outputs: { rollout: 'rolled-out' } });
    expect(first.annotations.map(({ level, title }) => [level, title])).toEqual([['warning', 'health not recorded']]);
    expect(first.annotations[0]?.message).toContain('“Commit statuses: read and write”');
    const failing = await mergeFailing(stage, FAILING);
    const result = await deploy(stage, failing, inputs);
    expect(result).toHaveFailedWith('rollback-impossible');
    expect(result.annotations[0]?.message).toContain('permission-statuses: write');
    await expectLeftAlone(stage, failing);
    const reported = await deploy(stage, await mergeDag(stage, 'returns'), { ...inputs, 'on-failure': 'report' });
    expect(reported).toHaveDeployed({ outputs: { rollout: 'rolled-out' } });
    expect(reported.annotations).toEqual([]);
  }),
);

test.concurrent.each<[string, string, boolean]>([
  ['a person who may push', ENGINEER, false],
  ['a person with the name of the App', 'flux-deployer', false],
  ['a workflow of the GitOps repository', 'github-actions[bot]', true],
])('a record that %s forged does not count', (_, login, app) =>
  onStage(async (stage) => {
    const token = 'ghs_sandboxforger000000000000000000000000043';
    stage.github.addUser({ login, type: app ? 'Bot' : 'User' });
    stage.github.addToken({ token, login, app, permissions: { [GITOPS]: { contents: 'write', statuses: 'write' } } });
    const first = await mergeDag(stage, 'orders');
    await deploy(stage, first, { 'gitops-token': stage.gitopsToken });
    const commit = await stage.gitops.head('main');
    await fetch(`${stage.github.url}/repos/${GITOPS}/statuses/${commit}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ state: 'success', context: CONTEXT }),
    });
    expect(await statusOf(stage, commit)).toEqual([`${CONTEXT} success ${login}`]);
    const failing = await mergeFailing(stage, FAILING);
    expect(await deploy(stage, failing)).toHaveFailedWith('rollback-impossible');
    await expectLeftAlone(stage, failing);
  })(),
);

test.concurrent(
  'skips versions that were never seen healthy, and those that a person rolled back',
  onStage(async (stage) => {
    const healthy = await deployHealthy(stage);
    const regretted = await mergeDag(stage, 'regretted');
    expect(await deploy(stage, regretted)).toHaveDeployed();
    const back = { operation: 'rollback', 'rollback-to': `version-${healthy}`, reason: 'counts twice', follow: 'none' };
    expect(await deploy(stage, regretted, back, BY_HAND)).toHaveDeployed();
    const unseen = await mergeDag(stage, 'unseen');
    const quiet = { 'on-failure': 'report', follow: 'none' };
    expect(await deploy(stage, unseen, { ...quiet, operation: 'resume' }, BY_HAND)).toHaveDeployed();
    const failing = await mergeFailing(stage, FAILING);
    await expectRolledBack(stage, await deploy(stage, failing), failing, healthy);
  }),
);

test.concurrent(
  'a rollback or a resume by a person is never rolled back',
  onStage(async (stage) => {
    const first = await deployHealthy(stage);
    const second = await mergeDag(stage, 'returns');
    expect(await deploy(stage, second)).toHaveDeployed();
    stage.argocd.setScenario('flux-airflow', FAILING);
    const back = { operation: 'rollback', 'rollback-to': `version-${first}`, reason: 'counts twice' };
    expect(await deploy(stage, second, back, BY_HAND)).toHaveFailedWith('rollout-failed');
    expect(await readDeployedTag(stage)).toBe(`version-${first}`);
    const resumed = await deploy(stage, second, { operation: 'resume' }, BY_HAND);
    expect(resumed).toHaveFailedWith('rollout-failed');
    expect(await readDeployedTag(stage)).toBe(`version-${second}`);
  }),
);

test.concurrent.each<[string, { readonly route: string; readonly nth: number }]>([
  ['the failure and the rollback’s commit', SEARCH],
  ['the rollback’s commit and its rollout', { route: 'POST /repos/:owner/:repo/issues', nth: 1 }],
])('a runner killed between %s: the rerun completes the rollback', (_, call) =>
  onStage(async (stage) => {
    const healthy = await deployHealthy(stage);
    const failing = await mergeFailing(stage, { kind: 'degraded' });
    const killer = new AbortController();
    stage.github.service.faults.plan({ ...call, fault: 'hang' });
    const seen = untilFault(stage).then(() => killer.abort());
    const killed = await deploy(stage, failing, {}, { signal: killer.signal });
    await seen;
    expect(killed).toHaveExitedWith(null);
    stage.github.service.faults.clear();
    await expectRolledBack(stage, await deploy(stage, failing), failing, healthy);
    expect(stage.source.issues).toHaveLength(1);
  })(),
);

test.concurrent(
  'a dry run says what it would go back to; wrong inputs fail before any change',
  onStage(async (stage) => {
    const commit = await mergeDag(stage, 'orders');
    const dry = { 'dry-run': 'true' };
    const nothing = await deploy(stage, commit, dry);
    expect(nothing.summary).toContain('fails, it cannot be rolled back: no earlier version was recorded');
    await deploy(stage, commit);
    const next = await mergeDag(stage, 'returns');
    const result = await deploy(stage, next, dry);
    expect(result.summary).toContain(`If ${short(next)} fails, ${short(commit)} is deployed again, with a hold.`);
    const head = await stage.gitops.head('main');
    for (const inputs of [{ 'on-failure': 'retry' }, { follow: 'none' }, { mode: 'pull-request' }])
      expect(await deploy(stage, next, inputs)).toHaveFailedWith('input-on-failure');
    expect(await stage.gitops.head('main')).toBe(head);
  }),
);
