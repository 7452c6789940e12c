import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { duringCall } from '../../sandbox/http/during-call.ts';
import type { Fault } from '../../sandbox/http/fault.ts';
import { ENGINEER, LEAD, SOURCE, type Stage, startStage } from '../../sandbox/stage/stage.ts';
import { verify } from '../../src/approval/verify.ts';
import { GitHub } from '../../src/github/api/client.ts';
import { readCommitOrigins } from '../../src/github/pull-request/commit-origins.ts';
import { compareCommits } from '../../src/github/repository/compare.ts';
import { PLATFORM, peopleOf, READER_TOKEN, World } from '../e2e/merge-paths/world.ts';

const FAULTS: readonly Fault[] = ['reset', 'truncated', 'lost-answer', { status: 500 }, { status: 503 }];
const TEAMLESS_TOKEN = 'ghs_teamless0000000000000000000000000006';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
  // Most of these tests count queries; two make GitHub late.
  stage.source.indexAtOnce();
  peopleOf(stage);
  const permissions = { [SOURCE]: { contents: 'read', pull_requests: 'read' } } as const;
  stage.github.addToken({ token: TEAMLESS_TOKEN, login: 'flux-blind[bot]', app: true, permissions });
});
afterAll(() => stage.close());

interface ProofOptions {
  readonly token: string;
  readonly members: GitHub;
  readonly allowStaleApproval: boolean;
  readonly associationLimitMs: number;
}

/** Returns the proof for all commits since the deployed one, and the calls that it made. */
async function prove(
  commit: string,
  { token = READER_TOKEN, members, allowStaleApproval = false, ...limit }: Partial<ProofOptions> = {},
) {
  const github = new GitHub({ token, apiUrl: stage.github.url, tokenName: 'github-token' });
  const { commits } = await compareCommits(github, SOURCE, stage.first, commit);
  const before = stage.github.service.calls.length;
  const rules = { rulesAt: stage.first, approvers: undefined };
  const brought = { commit, commits, range: commits };
  const options = { github, members: members ?? github, repository: SOURCE, ...brought, ...rules };
  const outcome = await verify({ ...options, allowStaleApproval, ...limit }).catch((error: unknown) => error);
  return { outcome, calls: stage.github.service.calls.slice(before).map(({ route }) => route) };
}

async function world(name: string, method: 'merge' | 'squash' | 'rebase' = 'merge'): Promise<World> {
  const begun = new World(stage, method, name);
  await begun.begin();
  return begun;
}

test('proving a usual deployment takes two queries; a merge commit also needs the activity log', async () => {
  const queries = ['graphql ReadOrigins', 'graphql ReadPullRequests'];
  for (const [method, calls] of [
    ['squash', queries],
    ['rebase', queries],
    ['merge', [...queries, 'GET /repos/:owner/:repo/activity']],
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

test('a pull request that the message of its commit names is read with the commit; a wrong number changes nothing', async () => {
  const here = await world('named', 'squash');
  const other = await here.propose();
  const pullRequest = await here.propose();
  const { number } = pullRequest;
  await here.approve(pullRequest);
  const commit = await here.merge(pullRequest);
  const github = new GitHub({ token: READER_TOKEN, apiUrl: stage.github.url, tokenName: 'github-token' });
  const read = async (likely: readonly number[]) => {
    const before = stage.github.queries.length;
    const wanted = { repository: SOURCE, oids: [commit], rulesAt: stage.first, commit, likely };
    const origins = await readCommitOrigins(github, wanted);
    return { origins, queries: stage.github.queries.slice(before).map(({ name }) => name) };
  };
  const { origins, queries } = await read([]);
  expect(origins.origins[0]?.pullRequests[0]?.number).toEqual(number);
  expect(queries).toEqual(['ReadOrigins', 'ReadPullRequests']);
  for (const [likely, calls] of [
    [[number], ['ReadOrigins']],
    [[other.number], ['ReadOrigins', 'ReadPullRequests']],
    [
      [number, 99_999],
      ['ReadOrigins', 'ReadOrigins', 'ReadPullRequests'],
    ],
  ] as const)
    expect(await read(likely)).toEqual({ origins, queries: calls });
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

describe('a token that may not read teams', () => {
  const onBehalfOf = ['flux-data/engineering-leads'];
  afterEach(() => stage.github.showTeamsOfReviews('hidden'));

  test.each(['hidden', 'forbidden'] as const)('proves nothing if GitHub does not show the team: %s', async (teams) => {
    stage.github.showTeamsOfReviews(teams);
    const here = await world(`blind_${teams}`, 'squash');
    const pullRequest = await here.propose();
    const commit = await here.merge(pullRequest);
    await pullRequest.review({ author: LEAD, state: 'APPROVED', onBehalfOf });
    const { outcome, calls } = await prove(commit, { token: TEAMLESS_TOKEN });
    expect(outcome).toMatchObject({
      kind: 'team-unreadable',
      message:
        'github-token cannot see the team @flux-data/engineering-leads, so it cannot verify that an approval comes from a member.',
    });
    expect(calls).toContain('graphql ReadOnBehalfOf');
    const members = new GitHub({ token: READER_TOKEN, apiUrl: stage.github.url, tokenName: 'members-token' });
    expect((await prove(commit, { token: TEAMLESS_TOKEN, members })).outcome).toMatchObject({ commit });
  });

  test('accepts the team that the review names, if GitHub shows it', async () => {
    stage.github.showTeamsOfReviews('shown');
    const here = await world('shown', 'squash');
    const pullRequest = await here.propose();
    const commit = await here.merge(pullRequest);
    await here.approve(pullRequest);
    expect((await prove(commit, { token: TEAMLESS_TOKEN })).outcome).toMatchObject({ kind: 'team-unreadable' });
    await pullRequest.review({ author: LEAD, state: 'APPROVED', onBehalfOf });
    expect((await prove(commit, { token: TEAMLESS_TOKEN })).outcome).toMatchObject({ commit });
  });
});

test.each([
  [1, 2],
  [5, 3],
  [10, 5],
])('a proof of %i pull requests costs %i points', async (count, points) => {
  const here = await world(`points_${count}`, 'squash');
  let commit = '';
  for (let index = 0; index < count; index += 1) {
    const pullRequest = await here.propose();
    await here.approve(pullRequest);
    commit = await here.merge(pullRequest);
  }
  expect(await spend(commit, count)).toEqual({ queries: ['ReadOrigins', 'ReadPullRequests'], points });
});

test('while GitHub has not linked a pull request, only its number is queried again', async () => {
  const here = await world('late', 'squash');
  const early = await here.propose();
  await here.approve(early);
  await here.merge(early);
  const late = await here.propose();
  await here.approve(late);
  stage.source.delayAssociations(3_600_000);
  const commit = await here.merge(late);
  // The fourth poll gets the link.
  const linked = duringCall(stage.github.service, { route: 'graphql ReadOrigins', nth: 4 }, () =>
    stage.source.delayAssociations(0),
  );
  const { queries, points } = await spend(commit, 2);
  await linked;
  const polls = queries.filter((name) => name === 'ReadOrigins').length;
  expect(polls).toBe(4);
  // One query for the pull request that was linked at once, if any, and one for the late one.
  expect(points - polls).toBeLessThanOrEqual(2);
});

test('a merge commit that the activity log shows late is proved when the log has it', async () => {
  const here = await world('late_log');
  const early = await here.propose();
  await here.approve(early);
  await here.merge(early);
  const { activities } = stage.source;
  const timestamp = new Date(Date.now() - 60_000).toISOString();
  activities.splice(0, activities.length, ...activities.map((entry) => ({ ...entry, timestamp })));
  const late = await here.propose();
  await here.approve(late);
  stage.source.setActivityAccess({ afterMs: 3_000 });
  const { outcome, calls } = await prove(await here.merge(late));
  stage.source.setActivityAccess({ afterMs: 0 });
  expect(outcome).toMatchObject({ pullRequests: { length: 2 } });
  expect(calls.filter((route) => route.endsWith('/activity')).length).toBeGreaterThan(1);
});

test.each([
  ['a merge commit made by hand that GitHub signed', true],
  ['a commit on top of an approved pull request', false],
])('%s is rejected as a push when the log was empty at first', async (_, isMerge) => {
  const here = await world(`empty_log_${isMerge}`);
  const pullRequest = await here.propose();
  await here.approve(pullRequest);
  const head = await pullRequest.head();
  const byHand = isMerge ? await here.mergeByHand(await here.main(), head, 'Merge', true) : await here.onTop(head);
  // As if GitHub's conflict editor had made it on another branch.
  here.source.signed.add(byHand);
  await here.push(byHand);
  stage.source.setActivityAccess({ afterMs: 3_600_000 });
  // GitHub lists the pull request at once, and the second reading of its log is the first with the push.
  const route = 'GET /repos/:owner/:repo/activity';
  duringCall(stage.github.service, { route, nth: 2 }, () => stage.source.setActivityAccess({ afterMs: 0 }));
  const { outcome, calls } = await prove(byHand);
  expect(outcome).toMatchObject({
    code: 'approval-missing',
    findings: [
      { message: expect.stringMatching(/@grace pushed it directly to main.*; it is not GitHub’s merge of #/) },
    ],
  });
  expect(calls.filter((each) => each === route)).toHaveLength(2);
});

test('a merge commit made by hand is rejected as a push when the log showed only a later merge at first', async () => {
  const here = await world('later_entry');
  const pullRequest = await here.propose();
  await here.approve(pullRequest);
  const byHand = await here.mergeByHand(await here.main(), await pullRequest.head(), 'Merge', true);
  here.source.signed.add(byHand);
  await here.push(byHand);
  const { activities } = here.source;
  const entry = activities.find(({ after }) => after === byHand);
  const later = await here.propose();
  await here.approve(later);
  const commit = await here.merge(later);
  const timestamp = new Date(Date.now() + 2_000).toISOString();
  const merge = activities.find(({ after }) => after === commit);
  activities.splice(0, activities.length, ...(merge === undefined ? [] : [{ ...merge, timestamp }]));
  duringCall(stage.github.service, { route: 'GET /repos/:owner/:repo/activity', nth: 2 }, () =>
    activities.push(...(entry === undefined ? [] : [entry])),
  );
  expect((await prove(commit)).outcome).toMatchObject({
    code: 'approval-missing',
    findings: [{ message: expect.stringContaining(`it is not GitHub’s merge of #${pullRequest.number}`) }],
  });
});

test('a log that stays empty is awaited until the time limit; then the signature decides, as without the log', async () => {
  const here = await world('no_entry');
  const pullRequest = await here.propose();
  await here.approve(pullRequest);
  const commit = await here.merge(pullRequest);
  here.source.activities.splice(0);
  const { outcome, calls } = await prove(commit, { associationLimitMs: 600 });
  expect(outcome).toMatchObject({ pullRequests: [{ number: pullRequest.number }] });
  expect(calls.filter((route) => route.endsWith('/activity'))).toHaveLength(2);
});

test('without the activity log, a merge commit is proved by GitHub’s signature, and not one made by hand', async () => {
  stage.source.setActivityAccess('hidden');
  try {
    const here = await world('no_log');
    const pullRequest = await here.propose();
    await here.approve(pullRequest);
    const merged = await prove(await here.merge(pullRequest));
    expect(merged.outcome).toMatchObject({ pullRequests: [{ number: pullRequest.number }] });
    const other = await here.propose();
    await here.approve(other);
    const message = `Merge pull request #${other.number} from flux-data/${other.headBranch}`;
    const byHand = await here.push(await here.mergeByHand(await here.main(), await other.head(), message, false));
    expect((await prove(byHand)).outcome).toMatchObject({ code: 'approval-missing' });
  } finally {
    stage.source.setActivityAccess({ afterMs: 0 });
  }
});

/** https://github.com/yoshi389111/github-profile-3d-contrib/issues/163 */
test('a query that needs too many resources is a refusal in GitHub’s words, and proves nothing', async () => {
  const here = await world('resources', 'squash');
  const pullRequest = await here.propose();
  await here.approve(pullRequest);
  const commit = await here.merge(pullRequest);
  const message = 'Resource limits for this query exceeded.';
  const graphqlError = { type: 'RESOURCE_LIMITS_EXCEEDED', message };
  stage.github.service.faults.plan({ route: 'graphql ReadPullRequests', nth: 1, fault: { graphqlError } });
  expect((await prove(commit)).outcome).toMatchObject({ kind: 'rejected', words: message, isRefusal: true });
  expect((await prove(commit)).outcome).toMatchObject({ commit });
});

/** The queries of a proof, and their points. */
async function spend(commit: string, count: number) {
  const before = stage.github.queries.length;
  expect((await prove(commit)).outcome).toMatchObject({ pullRequests: { length: count } });
  const queries = stage.github.queries.slice(before);
  return {
    queries: queries.map(({ name }) => name),
    points: queries.reduce((sum, each) => sum + each.points, 0),
  };
}

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
  for (const outcome of proved.outcomes)
    expect(outcome).toMatchObject({ commit, approvedAfterwards: [expect.any(String)] });
  expect(proved.routes).toHaveLength(7);
  console.log(`${refused.outcomes.length + proved.outcomes.length} proofs, calls: ${proved.routes.join(', ')}`);
});
