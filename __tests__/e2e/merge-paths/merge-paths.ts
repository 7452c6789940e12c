import { ENGINEER, LEAD } from '../../../sandbox/stage/stage.ts';
import { BOT, LEFT, OTHER_LEAD, PENDING, PLATFORM, POLICY, SECOND_ACCOUNT, type World } from './world.ts';

/** The commit to deploy, and inputs that differ from the defaults. */
interface Entry {
  readonly commit: string;
  readonly inputs?: Readonly<Record<string, string>>;
}

/** A path by which a change gets into the branch. */
export interface Way {
  readonly name: string;
  /** Whether it ends in a merge by GitHub, so that the tests try merge, squash and rebase. */
  readonly merges: boolean;
  /** Whether the branch rules that `protect` sets prevent it. */
  readonly stopped: boolean;
  /** The error of the approval check; absent if the change may be deployed. */
  readonly refusal?: RegExp;
  enter(world: World): Promise<Entry>;
}

const vouch = (oid: string) => `Looked at.\n\nReviewed-Commit: ${oid}\n`;

const PULL_REQUESTS: readonly Way[] = [
  {
    name: 'approved pull request',
    merges: true,
    stopped: false,
    async enter(world) {
      const pullRequest = await world.propose();
      await world.approve(pullRequest);
      return { commit: await world.merge(pullRequest) };
    },
  },
  {
    name: 'pull request without approval',
    merges: true,
    stopped: true,
    refusal: /pull request #\d+ was merged by @grace against the rules of the branch, but an approval by .* is missing/,
    async enter(world) {
      return { commit: await world.merge(await world.propose()) };
    },
  },
  {
    name: 'approved, then pushed again',
    merges: true,
    stopped: true,
    refusal: /@ada approved an earlier head/,
    async enter(world) {
      const pullRequest = await world.propose();
      await world.approve(pullRequest);
      await world.commit(pullRequest.headBranch, ENGINEER);
      return { commit: await world.merge(pullRequest) };
    },
  },
  {
    name: 'approved by the author’s second account, which co-wrote a commit',
    merges: true,
    stopped: false,
    refusal: /the approval by @grace-at-home, who is an author, co-author or committer of \w{7}, does not count/,
    async enter(world) {
      const pullRequest = await world.propose();
      const trailer = `Co-authored-by: Grace <${SECOND_ACCOUNT}@users.noreply.github.com>`;
      await world.commit(pullRequest.headBranch, ENGINEER, `Change it\n\n${trailer}`);
      await world.approve(pullRequest, SECOND_ACCOUNT);
      return { commit: await world.merge(pullRequest) };
    },
  },
  {
    name: 'approved by the author’s second account, which is an approver and left no trace',
    merges: true,
    stopped: false,
    async enter(world) {
      const pullRequest = await world.propose();
      await world.approve(pullRequest, SECOND_ACCOUNT);
      return { commit: await world.merge(pullRequest) };
    },
  },
  {
    name: 'approved by a bot',
    merges: true,
    stopped: false,
    refusal: /the approval by @approver\[bot\], who is a bot, does not count/,
    async enter(world) {
      const pullRequest = await world.propose();
      await world.approve(pullRequest, BOT);
      return { commit: await world.merge(pullRequest) };
    },
  },
  {
    name: 'approved by a person who is invited to the team but has not joined',
    merges: true,
    stopped: true,
    refusal: /@penny is not one of them/,
    async enter(world) {
      const pullRequest = await world.propose();
      await world.approve(pullRequest, PENDING);
      return { commit: await world.merge(pullRequest) };
    },
  },
  {
    name: 'approved by a lead who left the team before the deployment',
    merges: true,
    stopped: false,
    refusal: /@larry is not one of them/,
    async enter(world) {
      const pullRequest = await world.propose();
      await world.approve(pullRequest, LEFT);
      const teams = world.source.state.teams;
      const leads = teams.get('flux-data/engineering-leads');
      if (leads === undefined) throw new Error('no team');
      teams.set('flux-data/engineering-leads', { ...leads, members: [...leads.members, { login: LEFT }] });
      const commit = await world.merge(pullRequest);
      teams.set('flux-data/engineering-leads', leads);
      return { commit };
    },
  },
  {
    name: 'approved, then changes requested by the same approver',
    merges: true,
    stopped: true,
    refusal: /@ada requested changes/,
    async enter(world) {
      const pullRequest = await world.propose();
      await world.approve(pullRequest);
      await pullRequest.review({ author: LEAD, state: 'CHANGES_REQUESTED' });
      return { commit: await world.merge(pullRequest) };
    },
  },
  {
    name: 'approved, but another approver’s change request is open',
    merges: true,
    stopped: true,
    refusal: /@linus requested changes/,
    async enter(world) {
      const pullRequest = await world.propose();
      await pullRequest.review({ author: OTHER_LEAD, state: 'CHANGES_REQUESTED' });
      await world.approve(pullRequest);
      return { commit: await world.merge(pullRequest) };
    },
  },
  {
    name: 'approval dismissed',
    merges: true,
    stopped: true,
    refusal: /is missing\./,
    async enter(world) {
      const pullRequest = await world.propose();
      await world.approve(pullRequest);
      for (const review of pullRequest.reviews) review.state = 'DISMISSED';
      return { commit: await world.merge(pullRequest) };
    },
  },
  {
    name: 'approved for another base, then retargeted',
    merges: true,
    stopped: false,
    refusal: /@ada approved it before its base branch changed/,
    async enter(world) {
      const base = await world.branch(ENGINEER);
      const head = `${base}-next`;
      await world.source.commit({
        branch: head,
        message: 'Next',
        author: ENGINEER,
        files: world.file(),
        parent: await world.source.head(base),
      });
      const pullRequest = await world.source.openPullRequest({ title: 'Next', author: ENGINEER, head, base });
      await world.approve(pullRequest);
      await pullRequest.retarget('main');
      return { commit: await world.merge(pullRequest) };
    },
  },
  {
    name: 'approved on top of a pushed commit, which a force push takes from the base before the merge',
    merges: true,
    stopped: true,
    refusal: /@ada approved it before its base branch was force-pushed/,
    async enter(world) {
      return { commit: await world.merge(await world.approveOnPushedBase()) };
    },
  },
  {
    name: 'a lead’s own pull request without another approval',
    merges: true,
    stopped: true,
    refusal: /an approval by .* is missing/,
    async enter(world) {
      return { commit: await world.merge(await world.propose({ author: LEAD }), LEAD) };
    },
  },
  {
    name: 'merged without approval by an administrator who may bypass the rules',
    merges: true,
    stopped: false,
    refusal: /was merged/,
    async enter(world) {
      const pullRequest = await world.propose();
      const before = world.source.rulesets;
      world.source.setRulesets(before.map((ruleset) => ({ ...ruleset, bypass: [LEAD] })));
      const commit = await world.merge(pullRequest, LEAD);
      world.source.setRulesets(before);
      return { commit };
    },
  },
  {
    name: 'approved pull request from a fork',
    merges: true,
    stopped: false,
    async enter(world) {
      const { fork, branch } = await world.fork();
      const opening = { title: 'From outside', author: 'mallory', head: branch, from: fork };
      const pullRequest = await world.source.openPullRequest(opening);
      await world.approve(pullRequest);
      return { commit: await world.merge(pullRequest, LEAD) };
    },
  },
  {
    name: 'revert button, approved',
    merges: true,
    stopped: false,
    async enter(world) {
      const first = await world.propose();
      await world.approve(first);
      await world.merge(first);
      const files = Object.fromEntries((await first.files()).map(({ path }) => [path, '']));
      const revert = await world.propose({ files });
      await world.approve(revert);
      return { commit: await world.merge(revert) };
    },
  },
  {
    name: 'revert button, merged without approval',
    merges: true,
    stopped: true,
    refusal: /pull request #\d+ was merged/,
    async enter(world) {
      const first = await world.propose();
      await world.approve(first);
      await world.merge(first);
      return { commit: await world.merge(await world.propose()) };
    },
  },
  {
    name: '“Update branch” pressed by the approver, then approved',
    merges: true,
    stopped: false,
    async enter(world) {
      const [first, second] = [await world.propose(), await world.propose()];
      for (const pullRequest of [first, second]) await world.approve(pullRequest);
      await world.merge(second);
      await first.updateBranch(LEAD);
      await world.approve(first);
      return { commit: await world.merge(first) };
    },
  },
  {
    name: 'a merge of the base by the approver, with a further change in it',
    merges: true,
    stopped: false,
    refusal: /the approval by @ada, who is an author, co-author or committer of \w{7}, does not count/,
    async enter(world) {
      const [first, second] = [await world.propose(), await world.propose()];
      for (const pullRequest of [first, second]) await world.approve(pullRequest);
      await world.merge(second);
      const message = `Merge branch 'main' into ${first.headBranch}`;
      const merged = await world.mergeByHand(await first.head(), await world.main(), message, true, LEAD);
      await world.source.push(first.headBranch, merged, ENGINEER);
      await world.approve(first);
      return { commit: await world.merge(first) };
    },
  },
  {
    name: 'approved, then “Update branch”',
    merges: true,
    stopped: true,
    refusal: /@ada approved an earlier head/,
    async enter(world) {
      return updatedAfterApproval(world);
    },
  },
  {
    name: 'approved, then “Update branch”, with `allow-stale-approval`',
    merges: true,
    stopped: true,
    async enter(world) {
      return { ...(await updatedAfterApproval(world)), inputs: { 'allow-stale-approval': 'true' } };
    },
  },
  {
    name: 'a file with stricter owners, approved only by a lead',
    merges: true,
    stopped: true,
    refusal: /approval by @flux-data\/platform-engineers .* is missing; @ada is not one of them/,
    async enter(world) {
      const pullRequest = await world.propose({ files: { '.github/workflows/new.yaml': 'on: push\n' } });
      await world.approve(pullRequest);
      return { commit: await world.merge(pullRequest) };
    },
  },
  {
    name: 'a file with other approvers by `approvers-for`, approved only by a lead',
    merges: true,
    stopped: false,
    refusal: /approval by @flux-data\/platform-engineers .* is missing; @ada is not one of them/,
    async enter(world) {
      const pullRequest = await world.propose({ files: { 'airflow/plugins/new.py': 'new = 1\n' } });
      await world.approve(pullRequest);
      return { commit: await world.merge(pullRequest) };
    },
  },
  {
    name: 'the policy file renamed to a path of the leads, approved only by a lead',
    merges: true,
    stopped: true,
    refusal: /approval by @flux-data\/platform-engineers .* is missing; @ada is not one of them/,
    async enter(world) {
      const path = '.github/flux-airflow.yaml';
      const pullRequest = await world.propose({ files: { [path]: null, 'airflow/dags/old.yaml': POLICY[path] } });
      await world.approve(pullRequest);
      return { commit: await world.merge(pullRequest) };
    },
  },
  {
    name: 'a pull request that adds its own approver to the policy',
    merges: true,
    stopped: true,
    refusal: /is missing/,
    async enter(world) {
      const policy = `approvers:\n  users: [${PENDING}]\n`;
      const pullRequest = await world.propose({ files: { '.github/flux-airflow.yaml': policy } });
      await world.approve(pullRequest, PENDING);
      return { commit: await world.merge(pullRequest) };
    },
  },
  {
    name: 'a pull request that adds its own approver to CODEOWNERS',
    merges: true,
    stopped: true,
    refusal: /is missing/,
    async enter(world) {
      const pullRequest = await world.propose({ files: { '.github/CODEOWNERS': `* @${PENDING}\n` } });
      await world.approve(pullRequest, PENDING);
      return { commit: await world.merge(pullRequest) };
    },
  },
];

async function updatedAfterApproval(world: World): Promise<Entry> {
  const [first, second] = [await world.propose(), await world.propose()];
  for (const pullRequest of [first, second]) await world.approve(pullRequest);
  await world.merge(second);
  await first.updateBranch(ENGINEER);
  return { commit: await world.merge(first) };
}

const GROUPS: readonly Way[] = [
  {
    name: 'merge queue, the whole group approved',
    merges: true,
    stopped: false,
    async enter(world) {
      const group = [await world.propose(), await world.propose(), await world.propose()];
      for (const pullRequest of group) await world.approve(pullRequest);
      return { commit: await world.queue(group) };
    },
  },
  {
    name: 'merge queue, one of the group not approved',
    merges: true,
    stopped: true,
    refusal: /pull request #\d+ was merged/,
    async enter(world) {
      const group = [await world.propose(), await world.propose(), await world.propose()];
      for (const [index, pullRequest] of group.entries()) if (index !== 1) await world.approve(pullRequest);
      return { commit: await world.queue(group) };
    },
  },
  {
    name: 'approved pull request of 30 commits',
    merges: true,
    stopped: false,
    async enter(world) {
      const pullRequest = await world.propose();
      for (let count = 1; count < 30; count += 1) await world.commit(pullRequest.headBranch, ENGINEER);
      await world.approve(pullRequest);
      return { commit: await world.merge(pullRequest) };
    },
  },
  {
    name: 'a direct push, then an approved merge',
    merges: true,
    stopped: true,
    refusal: /“Straight to main” by grace: @grace pushed it directly to main/,
    async enter(world) {
      await world.push(await world.onTop(await world.main()));
      const pullRequest = await world.propose();
      await world.approve(pullRequest);
      return { commit: await world.merge(pullRequest) };
    },
  },
  {
    name: 'an approved merge, then a direct push',
    merges: true,
    stopped: true,
    refusal: /@grace pushed it directly to main/,
    async enter(world) {
      const pullRequest = await world.propose();
      await world.approve(pullRequest);
      return { commit: await world.push(await world.onTop(await world.merge(pullRequest))) };
    },
  },
  {
    name: 'pull request merged into another branch, and that branch pushed to main',
    merges: true,
    stopped: true,
    refusal:
      /@grace pushed it directly to main, without a pull request; GitHub lists it in #\d+, which was merged into/,
    async enter(world) {
      const base = await world.branch(ENGINEER);
      const pullRequest = await world.propose({ base });
      await world.approve(pullRequest);
      return { commit: await world.push(await world.merge(pullRequest)) };
    },
  },
  {
    name: 'an approved pull request inside of an unapproved one, of which only the outer one is merged',
    merges: true,
    stopped: true,
    refusal: /“Straight to main” by grace: pull request #\d+ was merged/,
    async enter(world) {
      const [inner, outer] = [await world.propose(), await world.propose()];
      await world.approve(inner);
      await world.source.push(outer.headBranch, await world.onTop(await inner.head()), ENGINEER);
      return { commit: await world.merge(outer) };
    },
  },
];

const PUSHES: readonly Way[] = [
  {
    name: 'direct push',
    merges: false,
    stopped: true,
    refusal: /@grace pushed it directly to main/,
    async enter(world) {
      return { commit: await world.push(await world.onTop(await world.main())) };
    },
  },
  {
    name: 'direct push whose message names an approved pull request',
    merges: false,
    stopped: true,
    refusal: /@grace pushed it directly to main/,
    async enter(world) {
      const pullRequest = await world.propose();
      await world.approve(pullRequest);
      const message = `Add a DAG (#${pullRequest.number})`;
      return { commit: await world.push(await world.onTop(await world.main(), ENGINEER, message)) };
    },
  },
  {
    name: 'force push that removes an approved merge',
    merges: false,
    stopped: true,
    refusal: /@grace force-pushed it to main/,
    async enter(world) {
      const before = await world.main();
      const pullRequest = await world.propose();
      await world.approve(pullRequest);
      await world.merge(pullRequest);
      return { commit: await world.push(await world.onTop(before), ENGINEER, 'force') };
    },
  },
  {
    name: 'the commits of an approved pull request pushed to main unchanged',
    merges: false,
    stopped: true,
    async enter(world) {
      const pullRequest = await world.propose();
      await world.approve(pullRequest);
      return { commit: await world.push(await pullRequest.head()) };
    },
  },
  {
    name: 'the commits of an unapproved pull request pushed to main, so that GitHub shows it as merged',
    merges: false,
    stopped: true,
    refusal: /pull request #\d+ was merged/,
    async enter(world) {
      const pullRequest = await world.propose();
      return { commit: await world.push(await pullRequest.head()) };
    },
  },
  {
    name: 'the commits of an approved pull request pushed with one more on top',
    merges: false,
    stopped: true,
    refusal: /“Straight to main” by grace: @grace pushed it directly to main.*; it is not GitHub’s merge of #\d+/,
    async enter(world) {
      const pullRequest = await world.propose();
      await world.approve(pullRequest);
      return { commit: await world.push(await world.onTop(await pullRequest.head())) };
    },
  },
  {
    name: 'force push to the middle of an approved and merged pull request, then an approved merge',
    merges: true,
    stopped: true,
    refusal: /it is in the middle of pull request #\d+; only the merge result was approved/,
    async enter(world) {
      const pullRequest = await world.propose();
      const step = await pullRequest.head();
      await world.commit(pullRequest.headBranch, ENGINEER);
      await world.approve(pullRequest);
      const merged = await world.merge(pullRequest);
      const rebased = world.method === 'rebase' ? await world.source.resolve(`${merged}^`) : undefined;
      await world.push(rebased ?? step, ENGINEER, 'force');
      const next = await world.propose();
      await world.approve(next);
      return { commit: await world.merge(next) };
    },
  },
  ...[false, true].map((extra) => ({
    name: `“Merge pull request #…” typed by hand for an approved one${extra ? ', with a change in the merge commit' : ''}`,
    merges: false,
    stopped: true,
    refusal: /@grace pushed it directly to main.*; it is not GitHub’s merge of #\d+/,
    async enter(world: World) {
      const pullRequest = await world.propose();
      await world.approve(pullRequest);
      const message = `Merge pull request #${pullRequest.number} from flux-data/${pullRequest.headBranch}`;
      const merged = await world.mergeByHand(await world.main(), await pullRequest.head(), message, extra);
      // As if GitHub's conflict editor had made the merge, on another branch.
      world.source.signed.add(merged);
      return { commit: await world.push(merged) };
    },
  })),
];

const AFTERWARDS: readonly Way[] = [
  {
    name: 'merged without approval, and approved afterwards',
    merges: true,
    stopped: true,
    async enter(world) {
      const pullRequest = await world.propose();
      const commit = await world.merge(pullRequest);
      await world.approve(pullRequest);
      return { commit };
    },
  },
  {
    name: 'a direct push, then an approved pull request that names it as `Reviewed-Commit`',
    merges: true,
    stopped: true,
    async enter(world) {
      const pushed = await world.push(await world.onTop(await world.main()));
      const pullRequest = await world.propose({ body: vouch(pushed) });
      await world.approve(pullRequest);
      return { commit: await world.merge(pullRequest) };
    },
  },
  {
    name: 'the same, but named in the description only after the approval',
    merges: true,
    stopped: true,
    refusal: /@grace pushed it directly to main/,
    async enter(world) {
      const pushed = await world.push(await world.onTop(await world.main()));
      const pullRequest = await world.propose();
      await world.approve(pullRequest);
      pullRequest.edit(vouch(pushed));
      return { commit: await world.merge(pullRequest) };
    },
  },
  {
    name: 'the same, but named in an HTML comment, which the approver cannot see',
    merges: true,
    stopped: true,
    refusal: /the description of #\d+ has a “Reviewed-Commit” line for it that GitHub does not show/,
    async enter(world) {
      const pushed = await world.push(await world.onTop(await world.main()));
      const pullRequest = await world.propose({ body: `<!--\n${vouch(pushed)}-->` });
      await world.approve(pullRequest);
      return { commit: await world.merge(pullRequest) };
    },
  },
  {
    name: 'the same, but the approver wrote the pushed commit',
    merges: true,
    stopped: true,
    refusal: /@ada pushed it directly to main/,
    async enter(world) {
      const pushed = await world.push(await world.onTop(await world.main(), LEAD), LEAD);
      const pullRequest = await world.propose({ body: vouch(pushed) });
      await world.approve(pullRequest);
      return { commit: await world.merge(pullRequest) };
    },
  },
  {
    name: 'the same, but the approver does not own the files of the pushed commit',
    merges: true,
    stopped: true,
    refusal: /@grace pushed it directly to main/,
    async enter(world) {
      const pushed = await world.push(await world.onTop(await world.main()));
      const files = { '.github/workflows/new.yaml': 'on: push\n' };
      const pullRequest = await world.propose({ body: vouch(pushed), files });
      await world.approve(pullRequest, PLATFORM);
      return { commit: await world.merge(pullRequest) };
    },
  },
  {
    name: 'a commit in the middle of an approved pull request, started by hand',
    merges: true,
    stopped: false,
    refusal: /it is in the middle of pull request #\d+; only the merge result was approved/,
    async enter(world) {
      const pullRequest = await world.propose();
      const step = await pullRequest.head();
      await world.commit(pullRequest.headBranch, ENGINEER);
      await world.approve(pullRequest);
      const merged = await world.merge(pullRequest);
      const rebased = world.method === 'rebase' ? await world.source.resolve(`${merged}^`) : undefined;
      return { commit: rebased ?? step };
    },
  },
];

export const WAYS: readonly Way[] = [...PULL_REQUESTS, ...GROUPS, ...PUSHES, ...AFTERWARDS];
