/** Which commits a deployment proves, and by which rules. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeCommit } from '../../sandbox/github/objects.ts';
import { LEAD, SOURCE, type Stage, startStage } from '../../sandbox/stage/stage.ts';
import { UserError } from '../../src/errors.ts';
import { checkApproval } from '../../src/gates/checks/approval.ts';
import { checkAttestation } from '../../src/gates/checks/attestation.ts';
import { findEarlierDeployment } from '../../src/gates/checks/earlier-deployment.ts';
import { checkOperator } from '../../src/gates/checks/operator.ts';
import { checkOrder } from '../../src/gates/checks/order.ts';
import type { GateSubject } from '../../src/gates/gate.ts';
import type { GateFacts } from '../../src/gates/verdict.ts';
import { GitHub } from '../../src/github/api/client.ts';
import { deployMessage, provesVersion } from '../../src/gitops/commit-message.ts';
import { listCommitsToProve } from '../../src/gitops/prove-commits.ts';
import { PLATFORM, peopleOf, READER_TOKEN, World } from '../e2e/merge-paths/world.ts';
import { FACTS, sampleSubject } from '../unit/gates/sample-subject.ts';

const DEPLOYER = 'flux-deployer[bot]';
const DEPLOYER_TOKEN = 'ghs_onerepository00000000000000000000008';
const VALUES = 'deploy/values.yaml';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
  stage.source.indexAtOnce();
  peopleOf(stage);
  const permissions = { [SOURCE]: { contents: 'read' } } as const;
  stage.github.addToken({ token: DEPLOYER_TOKEN, login: DEPLOYER, app: true, permissions });
});
afterAll(() => stage.close());

async function world(name: string, method: 'merge' | 'squash' | 'rebase' = 'squash'): Promise<World> {
  const begun = new World(stage, method, name);
  await begun.begin();
  return begun;
}

type Allowed = Partial<Pick<GateSubject['request'], 'allowUnknownDeployed' | 'operation'>>;

/** Returns the request to deploy a commit, where DAGs and values share a repository. */
function requestFor(commit: string, request: Allowed = {}): GateSubject {
  const options = { apiUrl: stage.github.url, tokenName: 'github-token' };
  const source = new GitHub({ ...options, token: READER_TOKEN });
  const clients = { source, members: source, gitops: new GitHub({ ...options, token: DEPLOYER_TOKEN }) };
  const { request: sample, file } = sampleSubject(request);
  const version = { ...sample.version, sourceRepository: SOURCE, commit, tag: `version-${commit}` };
  const target = { ...sample.target, location: { repository: SOURCE, path: VALUES } };
  return { clients, request: { ...sample, version, target }, file };
}

/** Returns what the proof answers, or the error, for a deployment of a commit over another one. */
async function deploy(
  commit: string,
  deployed: string,
  request: Allowed = {},
  head?: string,
  known: Partial<GateFacts> = {},
): Promise<unknown> {
  const { file, ...rest } = requestFor(commit, request);
  const subject = { ...rest, file: { ...file, ...(head === undefined ? {} : { head }) } };
  const previousTag = deployed.length === 40 ? `version-${deployed}` : deployed;
  try {
    const { facts } = await checkOrder(subject, { previousTag });
    return await checkApproval(subject, { ...FACTS, previousTag, ...facts, ...known });
  } catch (error) {
    return error;
  }
}

/** Opens an approved pull request of the action itself, where DAGs and values share a repository. */
async function proposal(here: World, name: string) {
  const files = { [VALUES]: `tag: ${name}\n` };
  const branch = { branch: name, message: 'deploy', author: DEPLOYER, files, parent: await here.main() };
  const head = await here.source.commit(branch);
  here.source.signed.add(head);
  const pullRequest = await here.source.openPullRequest({ title: 'deploy', author: DEPLOYER, head: name });
  await here.approve(pullRequest);
  return { head, pullRequest };
}

test('a commit that is pushed with the head of the action’s own proposal is not GitHub’s merge of it', async () => {
  const here = await world('with_proposal');
  const { head } = await proposal(here, 'proposal-pushed');
  const sneaky = await here.push(await here.onTop(head));
  expect(await deploy(sneaky, stage.first)).toMatchObject({
    code: 'approval-missing',
    findings: [{ message: expect.stringMatching(/@grace pushed it directly to main/) }],
  });
});

test('a commit that is pushed on the head of a pull request is not its merge if the head is deployed first', async () => {
  const here = await world('on_deployed');
  const pullRequest = await here.propose();
  await here.approve(pullRequest);
  const head = await pullRequest.head();
  const sneaky = await here.push(await here.onTop(head));
  expect(await deploy(head, stage.first)).toMatchObject({ facts: { proof: { pullRequests: { length: 1 } } } });
  expect(await deploy(sneaky, head)).toMatchObject({
    code: 'approval-missing',
    findings: [{ message: expect.stringMatching(/@grace pushed it directly to main/) }],
  });
});

test('a merge commit is proved if the head of its pull request is deployed', async () => {
  const here = await world('over_head', 'merge');
  const pullRequest = await here.propose();
  await here.approve(pullRequest);
  const head = await pullRequest.head();
  const answer = expect.stringContaining(`#${pullRequest.number} `);
  expect(await deploy(await here.merge(pullRequest), head)).toMatchObject({ answer });
});

test.each(['merge', 'squash', 'rebase'] as const)(
  'a proposal of the action that GitHub merged is proved: %s',
  async (method) => {
    const here = await world(`own_${method}`, method);
    const { pullRequest } = await proposal(here, `proposal-${method}`);
    await here.merge(pullRequest);
    const next = await here.propose();
    await here.approve(next);
    const answer = expect.stringContaining(`#${next.number} `);
    expect(await deploy(await here.merge(next), stage.first)).toMatchObject({ answer });
  },
);

/** Deploys a merge that is not in main any more. Returns its commit. */
async function deployed(here: World): Promise<string> {
  const pullRequest = await here.propose();
  await here.approve(pullRequest);
  const commit = await here.merge(pullRequest);
  await here.push(stage.first, LEAD, 'force');
  return commit;
}

const ALLOWED = { allowUnknownDeployed: true };

test('if main and the deployed commit diverged, every commit of main since then needs an approval', async () => {
  const here = await world('diverged');
  const before = await deployed(here);
  const sneaky = await here.push(await here.onTop(await here.main()));
  const pullRequest = await here.propose();
  await here.approve(pullRequest);
  const commit = await here.merge(pullRequest);
  expect(await deploy(commit, before)).toMatchObject({ code: 'deployed-diverged' });
  expect(await deploy(commit, before, ALLOWED)).toMatchObject({
    code: 'approval-missing',
    findings: [{ message: expect.stringContaining(sneaky.slice(0, 7)) }],
  });
});

test('if main and the deployed commit diverged, the rules of the deployed commit decide', async () => {
  const here = await world('diverged_rules');
  const before = await deployed(here);
  const files = { '.github/flux-airflow.yaml': `approvers:\n  users: [${PLATFORM}]\n` };
  const rules = await here.propose({ files });
  await here.approve(rules);
  await here.approve(rules, PLATFORM);
  await here.merge(rules);
  const pullRequest = await here.propose();
  await here.approve(pullRequest, PLATFORM);
  const commit = await here.merge(pullRequest);
  expect(await deploy(commit, before, ALLOWED)).toMatchObject({
    code: 'approval-missing',
    findings: [{ message: expect.stringContaining(`#${pullRequest.number} `) }],
  });
});

test('if main and the deployed commit diverged, approved merges are deployed with allow-unknown-deployed', async () => {
  const here = await world('diverged_merges');
  const before = await deployed(here);
  let commit = '';
  for (let count = 0; count < 2; count += 1) {
    const pullRequest = await here.propose();
    await here.approve(pullRequest);
    commit = await here.merge(pullRequest);
  }
  expect(await deploy(commit, before)).toMatchObject({ code: 'deployed-diverged' });
  expect(await deploy(commit, before, ALLOWED)).toMatchObject({ facts: { proof: { pullRequests: { length: 2 } } } });
});

interface Recorded {
  readonly commit: string;
  /** Who wrote it. Default: the account of the action. */
  readonly by?: string;
  readonly trailer?: string;
}

/** The trailers of a deployment by break-glass, of one without an approval of its own, and of a repetition. */
const byBreakGlass = (previous: string) => `Previous-Tag: version-${previous}\nBreak-Glass: The night is dark`;
const after = (previous: string) => `Previous-Tag: version-${previous}`;
const APPROVED = 'Pull-Request: https://github.com/flux-data/flux-airflow/pull/1';

/** Writes the deployments of commits to a values file, as the action does. Returns the head of its branch. */
async function record(here: World, name: string, deployments: readonly Recorded[]) {
  for (const [index, { commit, by = DEPLOYER, trailer = APPROVED }] of deployments.entries()) {
    const facts = [`Source-Repository: ${SOURCE}`, `Source-Commit: ${commit}`, `Image-Digest: sha256:${index}`];
    const message = ['deploy', '', ...facts, trailer].join('\n').trim();
    const files = { [VALUES]: `tag: version-${commit} # ${index}\n` };
    const written = await here.source.commit({ branch: name, message, author: by, files, parent: stage.first });
    here.source.signed.add(written);
  }
  return here.source.head(name);
}

/** Merges an approved pull request. Returns the new head. */
async function mergeApproved(here: World, body = ''): Promise<string> {
  const pullRequest = await here.propose({ body });
  await here.approve(pullRequest);
  return here.merge(pullRequest);
}

/** Deploys a commit, then merges one in a good state, one with an unapproved push below it, and one that keeps the push. */
async function heldHistory(here: World) {
  const first = await mergeApproved(here);
  const good = await mergeApproved(here);
  const pushed = await here.push(await here.onTop(await here.main()));
  const bad = await mergeApproved(here);
  const last = await mergeApproved(here, `Reviewed-Commit: ${pushed}\n`);
  return { first, good, pushed, bad, last };
}

const ROLLBACK = { operation: { kind: 'rollback', tag: 'version-x', reason: 'Wrong' } } as const;

test('a rollback to a version that was never deployed proves every commit since the newest one that was', async () => {
  const here = await world('never_deployed');
  const { first, good, pushed, bad, last } = await heldHistory(here);
  expect(await deploy(last, first)).toMatchObject({ facts: { proof: { approvedAfterwards: [pushed] } } });
  const head = await record(here, 'gitops-never-deployed', [{ commit: first }, { commit: last }]);
  const back = (commit: string) => deploy(commit, last, ROLLBACK, head);
  expect(await back(good)).toMatchObject({ facts: { proof: { pullRequests: { length: 1 } } } });
  expect(await back(bad)).toMatchObject({
    code: 'approval-missing',
    findings: [{ message: expect.stringContaining(pushed.slice(0, 7)) }],
  });
});

/** A version with an unapproved push below it, on a deployed one. */
async function brokenVersion(here: World) {
  const first = await mergeApproved(here);
  const pushed = await here.push(await here.onTop(await here.main()));
  const broken = await mergeApproved(here);
  const missing = { code: 'approval-missing', findings: [{ message: expect.stringContaining(pushed.slice(0, 7)) }] };
  return { first, pushed, broken, missing };
}

test('a deployment by break-glass that is repeated, or held, does not become one with an approval', async () => {
  const here = await world('repeated_break_glass');
  const { first, pushed, broken, missing } = await brokenVersion(here);
  const next = await mergeApproved(here);
  const last = await mergeApproved(here, `Reviewed-Commit: ${pushed}\n`);
  const glass = { commit: broken, trailer: byBreakGlass(first) };
  const again = { commit: broken, trailer: `${after(broken)}\n${APPROVED}` };
  const deployed = await record(here, 'gitops-glass', [{ commit: first }, glass]);
  expect(await deploy(broken, broken, {}, deployed)).toMatchObject(missing);
  const head = await record(here, 'gitops-repeated', [{ commit: first }, glass, again, { commit: last }]);
  expect(await deploy(next, last, ROLLBACK, head)).toMatchObject(missing);
});

test('a repeated break-glass proves all that it brought, also if another account deployed the version before', async () => {
  const here = await world('glass_over_foreign');
  const { first, broken, missing } = await brokenVersion(here);
  const glass = { commit: broken, trailer: byBreakGlass(first) };
  const deployed = await record(here, 'gitops-foreign', [{ commit: first, by: LEAD }, glass]);
  expect(await deploy(broken, broken, {}, deployed)).toMatchObject(missing);
  const twice = { commit: broken, trailer: byBreakGlass(broken) };
  const again = await record(here, 'gitops-twice', [{ commit: first, by: LEAD }, glass, twice]);
  expect(await deploy(broken, broken, {}, again)).toMatchObject(missing);
});

test('a repeated break-glass over a rewritten history proves every commit since the common one', async () => {
  const here = await world('glass_over_diverged');
  const before = await deployed(here);
  const { broken, missing } = await brokenVersion(here);
  const glass = { commit: broken, trailer: byBreakGlass(before) };
  const head = await record(here, 'gitops-diverged', [{ commit: before }, glass]);
  expect(await deploy(broken, broken, {}, head)).toMatchObject(missing);
});

test('a repeated deployment that no commit of the action brought says what it leaves out', async () => {
  const here = await world('repeated_by_hand');
  const { first, broken } = await brokenVersion(here);
  const head = await record(here, 'gitops-by-hand', [{ commit: first }, { commit: broken, by: LEAD }]);
  expect(await deploy(broken, broken, {}, head)).toMatchObject({
    facts: { proof: { notProved: expect.stringContaining(broken.slice(0, 7)) } },
  });
});

test('a deployment with an approval that is repeated proves only its last commit again', async () => {
  const here = await world('repeated');
  const first = await mergeApproved(here);
  await mergeApproved(here);
  const commit = await mergeApproved(here);
  const head = await record(here, 'gitops-again', [{ commit: first }, { commit }]);
  expect(await deploy(commit, commit, {}, head)).toMatchObject({ facts: { proof: { pullRequests: { length: 1 } } } });
});

test('a deployment without an approval of its own, such as a resume at a commit of the action, proves nothing', async () => {
  const here = await world('own_commits');
  const { first, broken, missing } = await brokenVersion(here);
  const resumed = await here.push(await here.onTop(await here.main()));
  const next = await mergeApproved(here, `Reviewed-Commit: ${resumed}\n`);
  const last = await mergeApproved(here);
  const glass = { commit: broken, trailer: byBreakGlass(first) };
  const own = { commit: resumed, trailer: after(broken) };
  const head = await record(here, 'gitops-own', [{ commit: first }, glass, own, { commit: last }]);
  expect(await deploy(next, last, ROLLBACK, head)).toMatchObject(missing);
});

test('an image that only a repetition deployed is proved by the approval of its version', async () => {
  const here = await world('other_digest');
  const commit = await mergeApproved(here);
  const last = await mergeApproved(here);
  const again = { commit, trailer: after(commit) };
  const head = await record(here, 'gitops-digest', [{ commit }, again, { commit: last }]);
  const subject = requestFor(commit, ROLLBACK);
  const found = (digest: string) => findEarlierDeployment({ ...subject, file: { ...subject.file, head } }, digest);
  expect(await found('sha256:1')).toMatchObject({ commit, digest: 'sha256:1' });
  expect(await found('sha256:2')).toBeUndefined();
});

test.each([
  ['by break-glass', { breakGlass: { by: LEAD, reason: 'Night', commits: [] } }],
  ['of a proof without a start', { notProved: 'what came before' }],
])('a signed approval %s proves no rollback', async (name, more) => {
  const here = await world(`signed_${name.length}`);
  const { first, pushed, broken, missing } = await brokenVersion(here);
  const last = await mergeApproved(here, `Reviewed-Commit: ${pushed}\n`);
  const head = await record(here, `gitops-signed-${name.length}`, [{ commit: first }, { commit: last }]);
  const approval = { source: { repository: SOURCE, commit: broken }, pullRequests: [], run: { url: '', actor: '' } };
  const attested = (predicate: object) => ({ attested: { workflow: 'w', approval: { ...approval, ...predicate } } });
  expect(await deploy(broken, last, ROLLBACK, head, attested({}))).toMatchObject({ answer: expect.any(String) });
  expect(await deploy(broken, last, ROLLBACK, head, attested(more))).toMatchObject(missing);
});

const policyOf = (...users: readonly string[]) => ({
  '.github/flux-airflow.yaml': `approvers:\n  users: [${users.join(', ')}]\n`,
});

/** Merges a change of the policy that an approver of before approved. */
async function mergePolicy(here: World, ...users: readonly string[]): Promise<string> {
  const pullRequest = await here.propose({ files: policyOf(...users) });
  await here.approve(pullRequest);
  return here.merge(pullRequest);
}

/** Removes an approver, merges by that person's approval alone, and then keeps the commit by an approval of another one. */
async function removedApprover(here: World) {
  const first = await mergePolicy(here, LEAD, PLATFORM);
  await mergePolicy(here, LEAD);
  const pullRequest = await here.propose();
  await here.approve(pullRequest, PLATFORM);
  const bad = await here.merge(pullRequest);
  const last = await mergeApproved(here, `Reviewed-Commit: ${bad}\n`);
  return { first, pullRequest, bad, last };
}

test('a rollback to a version that was never deployed is not proved by approvers who were removed before it', async () => {
  const here = await world('removed_approver');
  const { first, pullRequest, bad, last } = await removedApprover(here);
  const head = await record(here, 'gitops-removed-approver', [{ commit: first }, { commit: last }]);
  expect(await deploy(bad, last, ROLLBACK, head)).toMatchObject({
    code: 'approval-missing',
    findings: [{ message: expect.stringContaining(`#${pullRequest.number} `) }],
  });
});

/** Pushes a policy that names its own approver, and merges a pull request by it. Returns both commits. */
async function ownApprover(here: World) {
  const pushed = await here.push(await here.onTop(await here.main(), undefined, 'Rules', policyOf(PLATFORM)));
  const pullRequest = await here.propose({ body: `Reviewed-Commit: ${pushed}\n` });
  await here.approve(pullRequest, PLATFORM);
  return { pushed, bad: await here.merge(pullRequest) };
}

test('a rollback to a version that was never deployed is not proved by approvers whom a commit below it named', async () => {
  const here = await world('own_approver');
  const first = await mergePolicy(here, LEAD);
  const { pushed, bad } = await ownApprover(here);
  const revert = await here.propose({
    files: policyOf(LEAD),
    body: `Reviewed-Commit: ${pushed}\nReviewed-Commit: ${bad}\n`,
  });
  await here.approve(revert);
  const last = await here.merge(revert);
  expect(await deploy(last, first)).toMatchObject({ facts: { proof: { approvedAfterwards: { length: 2 } } } });
  const head = await record(here, 'gitops-own-approver', [{ commit: first }, { commit: last }]);
  expect(await deploy(bad, last, ROLLBACK, head)).toMatchObject({ code: 'approval-missing', findings: { length: 2 } });
});

test('with a tag that names no commit, approvers whom a commit since the newest deployment named do not count', async () => {
  const here = await world('own_approver_of_unknown');
  const first = await mergePolicy(here, LEAD);
  const { bad } = await ownApprover(here);
  const head = await record(here, 'gitops-own-approver-of-unknown', [{ commit: first }]);
  expect(await deploy(bad, 'latest', ALLOWED, head)).toMatchObject({
    code: 'approval-missing',
    findings: { length: 2 },
  });
});

test('with a tag that names no commit, an approver who was removed since the newest deployment below does not count', async () => {
  const here = await world('removed_of_unknown');
  const { first, pullRequest, bad, last } = await removedApprover(here);
  const head = await record(here, 'gitops-removed-of-unknown', [{ commit: first }, { commit: last }]);
  expect(await deploy(bad, 'latest', ALLOWED, head)).toMatchObject({
    code: 'approval-missing',
    findings: [{ message: expect.stringContaining(`#${pullRequest.number} `) }],
  });
});

test('with a tag that names no commit, the rules of the last deployment say who may roll back, and not those of the target', async () => {
  const here = await world('operator_of_unknown');
  const first = await mergePolicy(here, LEAD, PLATFORM);
  const old = await mergeApproved(here);
  const last = await mergePolicy(here, LEAD);
  const head = await record(here, 'gitops-operator-of-unknown', [{ commit: first }, { commit: old }, { commit: last }]);
  const asks = (actor: string) => {
    const { file, request, clients } = requestFor(old, ROLLBACK);
    const subject = { clients, request: { ...request, run: { ...request.run, actor } }, file: { ...file, head } };
    return checkOperator(subject, { order: { order: 'unknown' } });
  };
  expect(await asks(LEAD)).toMatchObject({ answer: `@${LEAD} may ask for it` });
  await expect(asks(PLATFORM)).rejects.toMatchObject({ code: 'operator-not-allowed' });
});

test('if main went back to a pushed commit, it needs an approval, although the deployed version contains it', async () => {
  const here = await world('back_to_pushed');
  const first = await mergeApproved(here);
  const pushed = await here.push(await here.onTop(await here.main()));
  const last = await mergeApproved(here, `Reviewed-Commit: ${pushed}\n`);
  await here.push(pushed, LEAD, 'force');
  const next = await mergeApproved(here);
  const head = await record(here, 'gitops-back-to-pushed', [{ commit: first }, { commit: last }]);
  expect(await deploy(next, last, ALLOWED, head)).toMatchObject({
    code: 'approval-missing',
    findings: [{ message: expect.stringContaining(pushed.slice(0, 7)) }],
  });
});

test.each([
  ['by break-glass', { trailer: 'Break-Glass: urgent' }],
  ['by another account', { by: LEAD }],
])('a rollback does not start its proof from a deployment %s', async (name, how) => {
  const branch = `gitops-${name.replaceAll(' ', '-')}`;
  const here = await world(branch);
  const { first, bad, pushed, last } = await heldHistory(here);
  const head = await record(here, branch, [{ commit: first }, { commit: pushed, ...how }, { commit: last }]);
  expect(await deploy(bad, last, ROLLBACK, head)).toMatchObject({
    code: 'approval-missing',
    findings: [{ message: expect.stringContaining(pushed.slice(0, 7)) }],
  });
});

test('with a tag that names no commit, every commit since the newest recorded deployment needs an approval', async () => {
  const here = await world('tag_deleted');
  const { first, good, pushed, bad } = await heldHistory(here);
  const head = await record(here, 'gitops-tag-deleted', [{ commit: first }]);
  const proved = await deploy(good, 'latest', ALLOWED, head);
  expect(proved).toMatchObject({ facts: { proof: { pullRequests: { length: 1 } } } });
  expect(proved).not.toMatchObject({ facts: { proof: { notProved: expect.anything() } } });
  expect(await deploy(bad, 'latest', ALLOWED, head)).toMatchObject({
    code: 'approval-missing',
    findings: [{ message: expect.stringContaining(pushed.slice(0, 7)) }],
  });
});

test('with a foreign tag and no recorded deployment, the proof says what it leaves out', async () => {
  const here = await world('foreign_tag');
  const { bad } = await heldHistory(here);
  const head = await record(here, 'gitops-foreign-tag', [{ commit: bad, by: LEAD }]);
  const missing = `what came before ${bad.slice(0, 7)}, because no earlier deployment of a version below it was found`;
  expect(await deploy(bad, 'latest', ALLOWED, head)).toMatchObject({
    answer: expect.stringContaining(`; not proved: ${missing}`),
    facts: { proof: { notProved: missing, pullRequests: { length: 1 } } },
  });
});

test('if the deployed commit has no common history with the one to deploy, its rules decide', async () => {
  const here = await world('unrelated');
  const commit = await mergeApproved(here);
  const owner = here.source.state.user(LEAD);
  const files = { '.github/CODEOWNERS': `* @${PLATFORM}\n` };
  const first = { parent: undefined, message: 'Another history', author: owner, committer: owner, files };
  const deployed = await writeCommit(here.source.directory, first);
  expect(await deploy(commit, deployed)).toMatchObject({ code: 'deployed-unknown' });
  expect(await deploy(commit, deployed, ALLOWED)).toMatchObject({
    code: 'approval-missing',
    findings: [{ message: expect.stringContaining(`an approval by @${PLATFORM} `) }],
  });
});

test('a first deployment by hand does not take a push on top of an approved head for GitHub’s squash', async () => {
  const here = await world('first_by_hand');
  const pullRequest = await here.propose();
  await here.approve(pullRequest);
  const commit = await here.push(await here.onTop(await here.onTop(await pullRequest.head())));
  expect(await deploy(commit, 'latest', ALLOWED, await here.main())).toMatchObject({
    code: 'approval-missing',
    findings: [{ message: expect.stringMatching(/@grace pushed it directly to main/) }],
  });
});

test('a list of commits without the one to deploy is an outage, and proves nothing', async () => {
  const here = await world('not_listed');
  const pullRequest = await here.propose();
  await here.approve(pullRequest);
  const approved = await here.merge(pullRequest);
  const commit = await here.push(await here.onTop(await here.main()));
  const { clients, request } = requestFor(commit);
  const order = { order: 'newer', deployed: stage.first, commits: [approved] } as const;
  await expect(listCommitsToProve(clients, request, order)).rejects.toMatchObject({ kind: 'unavailable' });
});

test('the deployed commit itself follows a version that is known to be deployed', async () => {
  const { clients, request } = requestFor(stage.first);
  const order = { order: 'same', deployed: stage.first } as const;
  expect(await listCommitsToProve(clients, request, order)).toMatchObject({ commits: [stage.first], hasStart: true });
});

test('a repeated break-glass over a diverged version proves as much as the break-glass did', async () => {
  const here = await world('f_diverged_shorter');
  const first = await mergeApproved(here);
  const pushed = await here.push(await here.onTop(await here.main()));
  const last = await mergeApproved(here, `Reviewed-Commit: ${pushed}\n`);
  await here.push(pushed, LEAD, 'force');
  const next = await mergeApproved(here);
  const missing = { code: 'approval-missing', findings: [{ message: expect.stringContaining(pushed.slice(0, 7)) }] };
  const history = [{ commit: first }, { commit: last }];
  expect(await deploy(next, last, ALLOWED, await record(here, 'f-ds0', history))).toMatchObject(missing);
  const head = await record(here, 'f-ds1', [...history, { commit: next, trailer: byBreakGlass(last) }]);
  expect(await deploy(next, next, {}, head)).toMatchObject(missing);
});

test.each(['latest', 'v1-'])('a repeated break-glass over the tag %s starts at the recorded version', async (tag) => {
  const here = await world(`f_glass_unknown_${tag}`);
  const first = await mergePolicy(here, LEAD);
  const { bad } = await ownApprover(here);
  const missing = { code: 'approval-missing', findings: { length: 2 } };
  const trailer = `Previous-Tag: ${tag === 'latest' ? tag : `${tag}${first}`}\nBreak-Glass: Night`;
  expect(await deploy(bad, 'latest', ALLOWED, await record(here, `f-gu0-${tag}`, [{ commit: first }]))).toMatchObject(
    missing,
  );
  const head = await record(here, `f-gu1-${tag}`, [{ commit: first }, { commit: bad, trailer }]);
  expect(await deploy(bad, bad, {}, head)).toMatchObject(missing);
});

test('a repeated rollback by break-glass starts at the recorded version', async () => {
  const here = await world('f_glass_back');
  const { first, pushed, broken, missing } = await brokenVersion(here);
  const last = await mergeApproved(here, `Reviewed-Commit: ${pushed}\n`);
  const history = [{ commit: first }, { commit: last }];
  expect(await deploy(broken, last, ROLLBACK, await record(here, 'f-gb0', history))).toMatchObject(missing);
  const back = { commit: broken, trailer: `${byBreakGlass(last)}\nOperation: rollback` };
  const head = await record(here, 'f-gb1', [...history, back]);
  expect(await deploy(broken, broken, {}, head)).toMatchObject(missing);
});

/** A commit of the action itself on main, such as a hold, where DAGs and values share a repository. */
async function ownCommit(here: World, name: string): Promise<string> {
  const change = { message: 'hold', author: DEPLOYER, files: { [VALUES]: `tag: ${name}\n` } };
  const written = await here.source.commit({ branch: `own-${name}`, ...change, parent: await here.main() });
  here.source.signed.add(written);
  return here.push(written, DEPLOYER);
}
const RESUME = { operation: { kind: 'resume', reason: 'x', newestOnly: false } } as const;
const byGlass = (commit: string) =>
  ({
    workflow: 'w',
    approval: {
      source: { repository: SOURCE, commit },
      pullRequests: [],
      run: { url: '', actor: '' },
      breakGlass: { by: LEAD, reason: 'Night', commits: [] },
    },
  }) as const;

test('with require-attestation, a rollback to an approved version that was resumed at the hold commit passes', async () => {
  const here = await world('f_legit_hold');
  const first = await mergeApproved(here);
  const held = await ownCommit(here, 'f-legit-hold');
  expect(await deploy(held, first, RESUME)).toMatchObject({ facts: { proof: { pullRequests: [] } } });
  const last = await mergeApproved(here);
  const resumed = { commit: held, trailer: `${after(first)}\nOperation: resume` };
  const head = await record(here, 'f-lh', [
    { commit: first },
    resumed,
    { commit: last, trailer: `${after(held)}\n${APPROVED}` },
  ]);
  const { file, ...rest } = requestFor(held, ROLLBACK);
  const verifyApproval = () => Promise.reject(new UserError('attestation-missing', 'none', 'x'));
  const image = { found: 'sha256:1', expected: undefined, verifyApproval };
  const subject = { ...rest, file: { ...file, head }, image };
  expect(await checkAttestation(subject, { digest: 'sha256:1' })).toMatchObject({
    answer: expect.stringMatching(/^not signed, but/),
  });
});

test('a resume at a commit of the action, over break-glass and signed by break-glass, gives no record that proves', async () => {
  const here = await world('f_attested');
  const { first, broken } = await brokenVersion(here);
  const held = await ownCommit(here, 'f-attested-hold');
  const before = await record(here, 'f-at', [{ commit: first }, { commit: broken, trailer: byBreakGlass(first) }]);
  const attested = byGlass(held);
  const answer = (await deploy(held, broken, RESUME, before, { attested })) as { facts: GateFacts };
  const { version, run, operation } = requestFor(held, RESUME).request;
  const approved = { digest: 'sha256:2', previousTag: `version-${broken}`, proof: answer.facts.proof, attested };
  const { headline, body } = deployMessage({ operation, version, run, approved });
  expect(provesVersion(`${headline}\n\n${body}`)).toBe(false);
});

test('a rollback to a commit of the action over unapproved ones, with nothing recorded below, is not without any proof', async () => {
  const here = await world('f_own_back');
  const first = await mergeApproved(here);
  const pushed = await here.push(await here.onTop(await here.main()));
  const held = await ownCommit(here, 'f-own-back');
  const last = await mergeApproved(here, `Reviewed-Commit: ${pushed}\n`);
  const glass = { commit: held, trailer: byBreakGlass(first) };
  const head = await record(here, 'f-ob', [{ commit: first, by: LEAD }, glass, { commit: last }]);
  const attested = byGlass(held);
  expect(await deploy(held, last, ROLLBACK, head, { attested })).toMatchObject({ code: 'approval-missing' });
});

test('a resume at a commit of the action over a foreign tag is not without any proof', async () => {
  const here = await world('f_own_foreign');
  const first = await mergeApproved(here);
  await here.push(await here.onTop(await here.main()));
  const held = await ownCommit(here, 'f-own-foreign');
  const head = await record(here, 'f-of', [{ commit: first, by: LEAD }]);
  expect(await deploy(held, 'latest', { ...ALLOWED, ...RESUME }, head)).toMatchObject({ code: 'approval-missing' });
});

const NOT_PROVED = `${APPROVED}\nNot-Proved: what came before`;

test.each(['again', 'after a rollback to it'])(
  'a first deployment that is repeated %s still leaves out what came before',
  async (how) => {
    const here = await world(`repeated_first_${how.length}`);
    const { broken } = await brokenVersion(here);
    const last = await mergeApproved(here);
    const first = { commit: broken, trailer: `${NOT_PROVED}\nPrevious-Tag: latest` };
    const back = { commit: broken, trailer: `Proved-By: ${stage.first}\n${after(last)}\nOperation: rollback` };
    const more = how === 'again' ? [] : [{ commit: last, trailer: `${APPROVED}\n${after(broken)}` }, back];
    const head = await record(here, `gitops-first-${how.length}`, [first, ...more]);
    expect(await deploy(broken, broken, {}, head)).toMatchObject({
      facts: { proof: { notProved: expect.stringContaining(broken.slice(0, 7)) } },
    });
  },
);
