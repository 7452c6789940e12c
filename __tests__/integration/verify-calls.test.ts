import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Activity } from '../../sandbox/github/activity.ts';
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

const LOG = 'GET /repos/:owner/:repo/activity';
/** When GitHub's log is complete for sure. */
const LONG_AGO = new Date('2026-01-01T00:00:00Z');

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
  readonly deployed: string;
}

/** Returns the proof for all commits since the deployed one, by default the first, and the calls that it made. */
async function prove(
  commit: string,
  { token = READER_TOKEN, members, allowStaleApproval = false, deployed, ...limit }: Partial<ProofOptions> = {},
) {
  const github = new GitHub({ token, apiUrl: stage.github.url, tokenName: 'github-token' });
  const below = deployed ?? stage.first;
  const { commits } = await compareCommits(github, SOURCE, below, commit);
  const before = stage.github.service.calls.length;
  const rules = { rulesAt: below, approvers: undefined };
  const brought = { commit, commits, range: [below, ...commits] };
  const options = { github, members: members ?? github, repository: SOURCE, ...brought, ...rules };
  const outcome = await verify({ ...options, allowStaleApproval, ...limit }).catch((error: unknown) => error);
  return { outcome, calls: stage.github.service.calls.slice(before).map(({ route }) => route) };
}

async function world(name: string, method: 'merge' | 'squash' | 'rebase' = 'merge'): Promise<World> {
  const begun = new World(stage, method, name);
  await begun.begin();
  return begun;
}

async function mergeApproved(here: World) {
  const pullRequest = await here.propose();
  await here.approve(pullRequest);
  return { pullRequest, commit: await here.merge(pullRequest) };
}

/** Merges as if GitHub's conflict editor, or a codespace, had made the merge commit on another branch, and pushes it. */
async function mergeSignedByHand(here: World) {
  const pullRequest = await here.propose();
  await here.approve(pullRequest);
  const commit = await here.mergeByHand(await here.main(), await pullRequest.head(), 'Merge', true);
  here.source.signed.add(commit);
  return { pullRequest, commit: await here.push(commit) };
}

/** Returns moves of the branch after another one, newest first. */
function laterMoves(entry: Activity, count: number): Activity[] {
  return Array.from({ length: count }, (_, index) => {
    const [before, after] = [index, index + 1].map((each) => each.toString(16).padStart(40, 'f')) as [string, string];
    const timestamp = new Date(LONG_AGO.getTime() + 1_000 * (index + 1)).toISOString();
    return { ...entry, id: entry.id + 1_000_000 + index, type: 'push' as const, before, after, timestamp };
  }).toReversed();
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

test('an approval from before a force push to the base does not count; the same approver may approve it again', async () => {
  for (const method of ['merge', 'squash', 'rebase'] as const) {
    const here = await world(`forced_${method}`, method);
    const pullRequest = await here.approveOnPushedBase();
    const commit = await here.merge(pullRequest);
    const { outcome } = await prove(commit);
    expect(outcome).toMatchObject({ code: 'approval-missing' });
    expect(JSON.stringify(outcome)).toMatch(
      /@ada approved it before its base branch was force-pushed, at .*Have an approver approve #\d+ now/,
    );
    const [change] = pullRequest.baseChanges.splice(0);
    pullRequest.baseChanges.push({ at: new Date(0), event: change?.event ?? 'BaseRefChangedEvent' });
    expect((await prove(commit)).outcome).toMatchObject({ pullRequests: [{ number: pullRequest.number }] });
  }
});

test('a renamed file also needs an owner of its old path, for one more call', async () => {
  const route = 'GET /repos/:owner/:repo/pulls/:number(\\d+)/files';
  for (const method of ['merge', 'squash', 'rebase'] as const) {
    const here = await world(`renamed_${method}`, method);
    const dockerfile = String(await stage.source.read(stage.first, 'Dockerfile'));
    const files = { Dockerfile: null, [`airflow/dags/old_${method}/Dockerfile`]: dockerfile };
    const pullRequest = await here.propose({ files });
    await here.approve(pullRequest);
    const commit = await here.merge(pullRequest);
    const refused = await prove(commit);
    expect(refused.outcome).toMatchObject({ code: 'approval-missing' });
    expect(JSON.stringify(refused.outcome)).toContain('approval by @flux-data/platform-engineers');
    expect(refused.calls.filter((call) => call.endsWith('/files'))).toEqual([route]);
    await here.approve(pullRequest, PLATFORM);
    expect((await prove(commit)).outcome).toMatchObject({ pullRequests: [{ number: pullRequest.number }] });
  }
});

test.each([
  ['an HTML comment', (line: string) => `A DAG\n<!--\n${line}\n-->\n`],
  ['an HTML comment without an end', (line: string) => `A DAG\n<!--\n${line}\n`],
  ['an attribute of a tag', (line: string) => `A DAG\n<details title="\n${line}\n"></details>\n`],
])('a Reviewed-Commit line in %s approves nothing; as text it does', async (where, hide) => {
  const here = await world(`hidden_${where.replaceAll(' ', '_')}`, 'squash');
  const pushed = await here.push(await here.onTop(await here.main()));
  const line = `Reviewed-Commit: ${pushed}`;
  const pullRequest = await here.propose({ body: hide(line) });
  await here.approve(pullRequest);
  const commit = await here.merge(pullRequest);
  const { outcome } = await prove(commit);
  expect(outcome).toMatchObject({ code: 'approval-missing', findings: { length: 1 } });
  expect(JSON.stringify(outcome)).toContain(
    `the description of #${pullRequest.number} has a “Reviewed-Commit” line for it that GitHub does not show`,
  );
  pullRequest.body = `A DAG\n${line}\n`;
  expect((await prove(commit)).outcome).toMatchObject({ approvedAfterwards: [pushed] });
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

test.each([
  ['only a later merge', false],
  ['an older push and a later merge', true],
])('a merge commit made by hand is rejected as a push when the log showed %s at first', async (_, hasOlder) => {
  const here = await world(`later_entry_${hasOlder}`);
  const base = await here.main();
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
  if (merge === undefined || entry === undefined) throw new Error('no entries');
  const older = { ...entry, before: `${base.slice(0, 39)}0`, after: base, timestamp: '2026-01-01T00:00:00Z' };
  activities.splice(0, activities.length, { ...merge, timestamp }, ...(hasOlder ? [older] : []));
  duringCall(stage.github.service, { route: 'GET /repos/:owner/:repo/activity', nth: 2 }, () => activities.push(entry));
  expect((await prove(commit)).outcome).toMatchObject({
    code: 'approval-missing',
    findings: [{ message: expect.stringContaining(`it is not GitHub’s merge of #${pullRequest.number}`) }],
  });
});

test.each([
  ['a merge commit made by hand', true],
  ['GitHub’s own merge', false],
])('%s that the log lacks is not a part of a later merge that was forked from it', async (_, isByHand) => {
  const here = await world(`cut_log_${isByHand}`);
  const [pullRequest, before] = [await here.propose(), await here.propose()];
  for (const each of [pullRequest, before]) await here.approve(each);
  const merge = isByHand
    ? await here.push(await here.mergeByHand(await here.main(), await pullRequest.head(), 'Merge', true))
    : await here.merge(pullRequest);
  const forked = await here.propose();
  await here.approve(forked);
  await here.merge(before);
  const commit = await here.merge(forked);
  // For a new merge, the log would be awaited.
  for (const each of [pullRequest, before, forked]) each.mergedAt = LONG_AGO;
  const { activities } = here.source;
  const later = activities.filter(({ ref, after }) => ref === 'refs/heads/main' && after !== merge);
  expect(later).toHaveLength(2);
  // A page of the log that begins after the merge.
  const at = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();
  activities.splice(0, activities.length, ...later.map((entry, index) => ({ ...entry, timestamp: at(9 - 2 * index) })));
  const { outcome } = await prove(commit, { associationLimitMs: 600 });
  if (!isByHand) expect(outcome).toMatchObject({ commit, pullRequests: { length: 3 } });
  else
    expect(outcome).toMatchObject({
      code: 'approval-missing',
      findings: [{ message: expect.stringContaining(`GitHub’s merge of #${pullRequest.number}`) }],
    });
});

describe('when the head of a pull request that was pushed to main is deployed', () => {
  const pushedByHand = {
    code: 'approval-missing',
    findings: [{ message: expect.stringMatching(/“Straight to main” by grace: @grace pushed it directly to main/) }],
  };

  test.each([1, 2])('commits that came on top of it with the same push are not GitHub’s: %i', async (count) => {
    const here = await world(`on_top_${count}`);
    const pullRequest = await here.propose();
    await here.approve(pullRequest);
    const deployed = await pullRequest.head();
    let commit = deployed;
    for (let index = 0; index < count; index += 1) commit = await here.onTop(commit);
    await here.push(commit);
    expect((await prove(deployed)).outcome).toMatchObject({ commit: deployed });
    const findings = { length: count };
    expect((await prove(commit, { deployed })).outcome).toMatchObject({ code: 'approval-missing', findings });
    if (count === 1) expect((await prove(commit, { deployed })).outcome).toMatchObject(pushedByHand);
  });

  test('a commit on top of two stacked pull requests is a part of neither', async () => {
    const here = await world('on_top_of_stack');
    const lower = await here.propose();
    const upper = await here.propose();
    await here.source.push(upper.headBranch, await here.onTop(await lower.head()), ENGINEER);
    for (const each of [lower, upper]) await here.approve(each);
    const deployed = await upper.head();
    const commit = await here.push(await here.onTop(deployed));
    expect((await prove(deployed)).outcome).toMatchObject({ commit: deployed, pullRequests: { length: 2 } });
    expect((await prove(commit, { deployed })).outcome).toMatchObject(pushedByHand);
  });

  test.each(['squash', 'rebase'] as const)(
    'a %s by GitHub on top of it is proved, also without the log',
    async (method) => {
      const here = await world(`base_is_head_${method}`, method);
      const lower = await here.propose();
      const upper = await here.propose();
      await here.source.push(upper.headBranch, await here.onTop(await lower.head()), ENGINEER);
      for (const each of [lower, upper]) await here.approve(each);
      const deployed = await here.push(await lower.head());
      const commit = await here.merge(upper);
      const { outcome, calls } = await prove(commit, { deployed });
      expect(outcome).toMatchObject({ commit, pullRequests: [{ number: upper.number }] });
      // The deployed commit was pushed, so a comparison shows that the head of the pull request is not below it.
      expect(calls).toContain('GET /repos/:owner/:repo/compare/:basehead(.+)');
      expect(calls).not.toContain(LOG);
      stage.source.setActivityAccess('hidden');
      expect((await prove(commit, { deployed })).outcome).toMatchObject({ commit });
      stage.source.setActivityAccess({ afterMs: 0 });
    },
  );

  test('a commit on top of others that were approved afterwards is not GitHub’s squash', async () => {
    const here = await world('on_top_of_reviewed', 'squash');
    const pullRequest = await here.propose();
    let deployed = await pullRequest.head();
    const reviewed: string[] = [];
    for (let index = 0; index < 2; index += 1) {
      deployed = await here.onTop(deployed);
      reviewed.push(deployed);
    }
    pullRequest.body = reviewed.map((oid) => `Reviewed-Commit: ${oid}\n`).join('');
    await here.approve(pullRequest);
    const commit = await here.push(await here.onTop(deployed));
    // The log has only the end of the push, which is not in the range.
    const associationLimitMs = 500;
    expect((await prove(deployed, { associationLimitMs })).outcome).toMatchObject({ approvedAfterwards: reviewed });
    expect((await prove(commit, { deployed })).outcome).toMatchObject(pushedByHand);
  });
});

test.each([
  ['GitHub’s own', false],
  ['a signed one by hand', true],
])(
  'a log that lacks a new merge commit is awaited until the time limit, and is then an outage: %s',
  async (_, isByHand) => {
    const here = await world(`no_entry_${isByHand}`);
    const { pullRequest, commit } = await (isByHand ? mergeSignedByHand(here) : mergeApproved(here));
    here.source.activities.splice(0);
    const { outcome, calls } = await prove(commit, { associationLimitMs: 2_500 });
    expect(outcome).toMatchObject({
      name: 'OutageError',
      message: `GitHub’s activity log does not show yet how ${commit.slice(0, 7)} came to the branch`,
    });
    expect(calls.filter((route) => route === LOG).length).toBeGreaterThan(1);
    // An old merge may be from before the log, and then only the signature is left.
    pullRequest.mergedAt = LONG_AGO;
    const later = await prove(commit);
    expect(later.outcome).toMatchObject({ pullRequests: [{ number: pullRequest.number }] });
    expect(later.calls.filter((route) => route === LOG)).toHaveLength(1);
  },
);

test('an unapproved commit beside a merge that the log lacks is an error, which names both', async () => {
  const here = await world('no_entry_beside');
  await here.merge(await here.propose());
  const { commit } = await mergeApproved(here);
  here.source.activities.splice(0, 1);
  const { outcome } = await prove(commit, { associationLimitMs: 0 });
  const messages = JSON.stringify(outcome);
  expect(outcome).toMatchObject({ code: 'approval-missing' });
  expect(messages).toMatch(
    /GitHub’s log does not show yet whether it is GitHub’s merge of #\d+\. Run the deployment again/,
  );
  expect(messages).toMatch(/approval by .* is missing/);
});

test.each([
  ['GitHub’s own', false, 150, 2],
  ['a signed one by hand', true, 150, 2],
  ['a signed one by hand, beyond what is read', true, 1_500, 10],
])('the log is read back to an old merge commit, page by page: %s', async (_, isByHand, moves, pages) => {
  const here = await world(`busy_${isByHand}_${moves}`);
  const { pullRequest, commit } = await (isByHand ? mergeSignedByHand(here) : mergeApproved(here));
  pullRequest.mergedAt = LONG_AGO;
  const { activities } = here.source;
  const entry = activities.find(({ after }) => after === commit);
  if (entry === undefined) throw new Error('no entry');
  activities.splice(0, activities.length, ...laterMoves(entry, moves), { ...entry, timestamp: LONG_AGO.toISOString() });
  const { outcome, calls } = await prove(commit);
  expect(calls.filter((route) => route === LOG)).toHaveLength(pages);
  if (isByHand && pages < 10) expect(outcome).toMatchObject({ code: 'approval-missing', findings: { length: 1 } });
  else expect(outcome).toMatchObject({ pullRequests: [{ number: pullRequest.number }] });
});

test('commits in a pull request that GitHub merged are not proved by an approved one inside of it', async () => {
  const here = await world('inner');
  const inner = await here.propose();
  await here.approve(inner);
  const outer = await here.propose();
  const evil = await here.onTop(await inner.head());
  await here.source.push(outer.headBranch, evil, ENGINEER);
  const { outcome } = await prove(await here.merge(outer));
  expect(inner.mergedAt).toBeDefined();
  expect(outcome).toMatchObject({ code: 'approval-missing' });
  expect(JSON.stringify(outcome)).toContain(
    `${evil.slice(0, 7)} “Straight to main” by grace: pull request #${outer.number}`,
  );
});

test.each([
  [11, /@ada, who is an author, co-author or committer of \w{7}, does not count/],
  [101, /@ada, who may be one of the more than a hundred authors of \w{7}, does not count/],
])('the last of %i co-authors does not approve the own commit', async (count, reason) => {
  const here = await world(`authors_${count}`, 'squash');
  const lead = here.source.state.user(LEAD);
  const others = Array.from({ length: count - 1 }, (_, index) => `Co-authored-by: p${index} <p${index}@example.com>`);
  const message = ['Together', '', ...others, `Co-authored-by: ${lead.name} <${lead.email}>`].join('\n');
  const pullRequest = await here.propose();
  await here.commit(pullRequest.headBranch, ENGINEER, message);
  await here.approve(pullRequest);
  const { outcome } = await prove(await here.merge(pullRequest));
  expect(outcome).toMatchObject({ code: 'approval-missing' });
  expect(JSON.stringify(outcome)).toMatch(reason);
});

test('a merge of the base that drops an approved change is not clean, so an earlier approval does not count', async () => {
  const here = await world('theirs', 'squash');
  const shared = 'airflow/dags/theirs_shared.py';
  const first = await here.propose({ files: { [shared]: 'first\n' } });
  await here.approve(first);
  await here.merge(first);
  const base = await here.propose({ files: { [shared]: 'from the base\n' } });
  const pullRequest = await here.propose({ files: { [shared]: 'with a check\n', ...here.file() } });
  for (const each of [base, pullRequest]) await here.approve(each);
  await here.merge(base);
  // As “git merge -X theirs” leaves it: the file of the base, and the other file of the pull request.
  const other = (await pullRequest.files()).find(({ path }) => path !== shared)?.path ?? '';
  const text = String(await here.source.read(await pullRequest.head(), other));
  const merged = await here.mergeWithTree(await pullRequest.head(), await here.main(), { [other]: text });
  await here.source.push(pullRequest.headBranch, merged, ENGINEER);
  const { outcome } = await prove(await here.merge(pullRequest), { allowStaleApproval: true });
  expect(outcome).toMatchObject({ code: 'approval-missing' });
  expect(JSON.stringify(outcome)).toContain('@ada approved an earlier head');
});

test('a last rebased commit that GitHub does not call the merge commit is awaited in the log', async () => {
  const here = await world('other_merge_commit', 'rebase');
  const pullRequest = await here.propose();
  await here.commit(pullRequest.headBranch, ENGINEER);
  await here.approve(pullRequest);
  const commit = await here.merge(pullRequest);
  pullRequest.mergeCommit = await here.source.resolve(`${commit}^`);
  stage.source.setActivityAccess({ afterMs: 1_000 });
  const { outcome, calls } = await prove(commit);
  expect(outcome).toMatchObject({ commit });
  expect(calls.filter((route) => route === LOG).length).toBeGreaterThan(1);
  stage.source.setActivityAccess({ afterMs: 3_600_000 });
  expect((await prove(commit, { associationLimitMs: 0 })).outcome).toMatchObject({ name: 'OutageError' });
  stage.source.setActivityAccess({ afterMs: 0 });
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
