import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Fault } from '../../sandbox/http/fault.ts';
import { ENGINEER, LEAD, SOURCE, type Stage, startStage } from '../../sandbox/stage/stage.ts';
import { verify } from '../../src/approval/verify.ts';
import { GitHub } from '../../src/github/api/client.ts';
import { compareCommits } from '../../src/github/repository/compare.ts';
import { PLATFORM, peopleOf, READER_TOKEN, World } from '../e2e/merge-paths/world.ts';

const FAULTS: readonly Fault[] = ['reset', 'truncated', 'lost-answer', { status: 500 }, { status: 503 }];
const TEAMLESS_TOKEN = 'ghs_teamless0000000000000000000000000006';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
  peopleOf(stage);
  const permissions = { [SOURCE]: { contents: 'read', pull_requests: 'read' } } as const;
  stage.github.addToken({ token: TEAMLESS_TOKEN, login: 'flux-blind[bot]', app: true, permissions });
});
afterAll(() => stage.close());

/** Returns the proof for all commits since the deployed one, and the calls that it made. */
async function prove(commit: string, { token = READER_TOKEN, allowStaleApproval = false } = {}) {
  const github = new GitHub({ token, apiUrl: stage.github.url, tokenName: 'github-token' });
  const { commits } = await compareCommits(github, SOURCE, stage.first, commit);
  const before = stage.github.service.calls.length;
  const options = { github, repository: SOURCE, commit, commits, rulesAt: stage.first, approvers: undefined };
  const outcome = await verify({ ...options, allowStaleApproval }).catch((error: unknown) => error);
  return { outcome, calls: stage.github.service.calls.slice(before).map(({ route }) => route) };
}

async function world(name: string, method: 'merge' | 'squash' | 'rebase' = 'merge'): Promise<World> {
  const begun = new World(stage, method, name);
  await begun.begin();
  return begun;
}

test('a usual deployment needs one query, and a merge commit also needs the activity log', async () => {
  for (const [method, calls] of [
    ['squash', ['graphql ReadOrigins']],
    ['rebase', ['graphql ReadOrigins']],
    ['merge', ['graphql ReadOrigins', 'GET /repos/:owner/:repo/activity']],
  ] as const) {
    const here = await world(`usual_${method}`, method);
    const pullRequest = await here.propose({ author: PLATFORM });
    await here.approve(pullRequest);
    const proved = await prove(await here.merge(pullRequest));
    const memberships = proved.calls.filter((route) => route.includes('/memberships/'));
    expect(memberships).toHaveLength(1);
    expect(proved.calls.filter((route) => !memberships.includes(route))).toEqual(calls);
    expect(proved.outcome).toMatchObject({ pullRequests: [{ number: pullRequest.number }] });
  }
});

test('a large pull request is read completely: 110 commits, 120 files, 60 reviewers', async () => {
  const here = await world('long');
  const many = Array.from({ length: 119 }, (_, index) => [`airflow/dags/many_${index}.py`, `n = ${index}\n`]);
  const files = { ...Object.fromEntries(many), Dockerfile: 'FROM scratch\n' };
  const pullRequest = await here.propose({ files });
  const steps = Array.from({ length: 109 }, (_, index) => `step ${index}`);
  await here.commitMany(pullRequest.headBranch, ENGINEER, steps);
  for (let count = 0; count < 59; count += 1)
    await pullRequest.review({ author: `reader${count}`, state: 'DISMISSED', commit: pullRequest.baseOid });
  await here.approve(pullRequest);
  const commit = await here.merge(pullRequest);
  const refused = await prove(commit);
  expect(refused.outcome).toMatchObject({ code: 'approval-missing', findings: { length: 111 } });
  expect(String(JSON.stringify(refused.outcome))).toContain('approval by @flux-data/platform-engineers');
  await here.approve(pullRequest, PLATFORM);
  const proved = await prove(commit);
  expect(proved.outcome).toMatchObject({ pullRequests: [{ approvals: [{ author: PLATFORM }, { author: LEAD }] }] });
  expect(proved.calls.filter((route) => !route.includes('/memberships/') && !route.includes('/teams/'))).toEqual([
    'graphql ReadOrigins',
    'graphql ReadOrigins',
    'graphql ReadPullRequests',
    'graphql ReadMore',
    'GET /repos/:owner/:repo/activity',
  ]);
});

test('with a token that cannot read teams, the review itself names its team', async () => {
  const here = await world('blind', 'squash');
  const pullRequest = await here.propose();
  const onBehalfOf = ['flux-data/engineering-leads'];
  const commit = await here.merge(pullRequest);
  await here.approve(pullRequest);
  expect((await prove(commit, { token: TEAMLESS_TOKEN })).outcome).toMatchObject({ kind: 'team-unreadable' });
  await pullRequest.review({ author: LEAD, state: 'APPROVED', onBehalfOf });
  const proved = await prove(commit, { token: TEAMLESS_TOKEN });
  expect(proved.outcome).toMatchObject({ commit });
  expect(proved.calls).toContain('graphql ReadOnBehalfOf');
});

/** A scenario that needs every call of a proof: pages, the log, teams, a clean merge, files of a pushed commit. */
async function demanding() {
  const here = await world('demanding');
  const pushed = await here.push(await here.onTop(await here.main()));
  const many = Array.from({ length: 101 }, (_, index) => [`airflow/dags/many/d${index}.py`, `n = ${index}\n`]);
  const files = Object.fromEntries(many);
  const pullRequest = await here.propose({ body: `Reviewed-Commit: ${pushed}`, files });
  const steps = Array.from({ length: 10 }, (_, index) => `step ${index}`);
  await here.commitMany(pullRequest.headBranch, ENGINEER, steps);
  const other = await here.propose();
  await here.approve(other);
  await here.merge(other);
  await pullRequest.updateBranch(LEAD);
  return { pullRequest, commit: await here.merge(pullRequest) };
}

/** Returns the result with each fault at each call, first without faults. Every third case, or all with `SWEEP=all`. */
async function disturb(commit: string): Promise<{ routes: readonly string[]; outcomes: readonly unknown[] }> {
  const { outcome, calls } = await prove(commit);
  const routes = [...new Set(calls)];
  const cases = routes.flatMap((route) => FAULTS.map((fault) => ({ route, nth: 1, fault })));
  const outcomes = [outcome];
  for (const plan of cases.filter((_, index) => process.env.SWEEP === 'all' || index % 3 === 0)) {
    stage.github.service.faults.plan(plan);
    outcomes.push((await prove(commit)).outcome);
    stage.github.service.faults.clear();
  }
  return { routes, outcomes };
}

test('a failed call of the proof counts neither as an approval nor as a missing one', async () => {
  const { pullRequest, commit } = await demanding();
  const refused = await disturb(commit);
  for (const outcome of refused.outcomes) expect(outcome).toMatchObject({ code: 'approval-missing' });
  await pullRequest.review({ author: LEAD, state: 'APPROVED' });
  const proved = await disturb(commit);
  for (const outcome of proved.outcomes) expect(outcome).toMatchObject({ commit, vouched: [expect.any(String)] });
  expect(proved.routes).toHaveLength(7);
  console.log(`${refused.outcomes.length + proved.outcomes.length} proofs, calls: ${proved.routes.join(', ')}`);
}, 300_000);
