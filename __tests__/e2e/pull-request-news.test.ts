import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { ENGINEER, LEAD, SOURCE, type Stage, startStage } from '../../sandbox/stage/stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(() => stage.close());

const FOLLOWED = () => ({
  'argocd-server': stage.argocd.url,
  'argocd-app': 'flux-airflow',
  'argocd-token': stage.argocdToken,
});

/** Returns the comments on a pull request, without their marks: the first line is the news. */
function newsOf(number: number): string[] {
  const comments = stage.source.pullRequests.find((each) => each.number === number)?.comments ?? [];
  return comments.map(({ body }) => body.replace(/^<!-- .* -->\n/gm, ''));
}

/** Merges a pull request of one file without an approval. Returns it with its commit on main. */
async function mergeUnapproved(name: string, text = 'x = 1\n') {
  const files = { [`airflow/dags/${name}.py`]: text };
  const parent = await stage.source.head('main');
  await stage.source.commit({ branch: name, message: `Add ${name}`, author: ENGINEER, files, parent });
  const pullRequest = await stage.source.openPullRequest({ title: `Add ${name}`, author: ENGINEER, head: name });
  return { pullRequest, commit: await pullRequest.merge({ method: 'squash', by: ENGINEER }) };
}

test('an approval is missing: the author reads who has to approve what; after the approval the same comment says it runs', async () => {
  const { pullRequest, commit } = await mergeUnapproved('returns');
  expect(await stage.run(commit, { inputs: FOLLOWED() })).toHaveFailedWith('approval-missing');
  expect(newsOf(1)).toEqual([
    expect.stringMatching(
      /^## ❌ Not deployed: an approval is missing\n[\s\S]*pull request &#35;1 was merged[\s\S]*Have an approver approve &#35;1 now[\s\S]*\*\*What to do:\*\* /,
    ),
  ]);
  await pullRequest.review({ author: LEAD, state: 'APPROVED' });
  expect(await stage.run(commit, { inputs: FOLLOWED() })).toHaveDeployed();
  expect(newsOf(1)).toEqual([expect.stringMatching(/^## 🚀 version-\w{7} is running: rolled out in [\d.]+ s\n/)]);
});

test('held: the author reads who holds it, since when and why, and that no action is needed', async () => {
  await stage.run(stage.first, { inputs: { operation: 'hold', reason: 'month end' } });
  expect(stage.source.pullRequests).toEqual([]);
  expect(await stage.run(await mergeDag(stage, 'orders'))).toHaveEndedWith('held');
  expect(newsOf(1)).toEqual([
    expect.stringMatching(
      /^## ✋ Not deployed: deployments are on hold\n\nHeld by &#64;ada[\s\S]*month end[\s\S]*\*\*What to do:\*\* nothing/,
    ),
  ]);
});

test('a failed rollout: the author reads Argo CD’s own reason', async () => {
  stage.argocd.setScenario('flux-airflow', { kind: 'degraded' });
  expect(await stage.run(await mergeDag(stage, 'orders'), { inputs: FOLLOWED() })).toHaveFailedWith('rollout-failed');
  expect(newsOf(1)).toEqual([
    expect.stringMatching(
      /^## ❌ Committed, but not running: the rollout failed\n[\s\S]*exceeded its progress deadline[\s\S]*\*\*What to do:\*\* /,
    ),
  ]);
});

test('two merges in one deployment: both authors read that its rollout is late, and after a rerun that it runs', async () => {
  stage.argocd.stepWithLooks();
  const { pullRequest } = await mergeUnapproved('returns');
  const commit = await mergeDag(stage, 'orders');
  await pullRequest.review({ author: LEAD, state: 'APPROVED' });
  const late = { ...FOLLOWED(), 'rollout-timeout': '0.02' };
  expect(await stage.run(commit, { inputs: late })).toHaveFailedWith('rollout-timeout');
  const bad = expect.stringMatching(/^## ❌ Committed, but not running: the rollout has not ended in time\n/);
  expect(newsOf(1)).toEqual([bad]);
  expect(newsOf(2)).toEqual([bad]);
  expect(await stage.run(commit, { inputs: FOLLOWED() })).toHaveEndedWith('unchanged');
  const good = expect.stringMatching(/^## 🚀 version-\w{7} is running/);
  expect(newsOf(1)).toEqual([good]);
  expect(newsOf(2)).toEqual([good]);
});

test('a missing Dockerfile and a wrong tag key: the author reads the reason', async () => {
  const commit = await mergeDag(stage, 'orders');
  const missing = await stage.run(commit, { inputs: { file: 'missing/Dockerfile' } });
  expect(missing).toHaveFailedWith('dockerfile-missing');
  expect(newsOf(1)).toEqual([expect.stringMatching(/^## ❌ Not deployed: the Dockerfile is missing\n/)]);
  const wrong = await stage.run(commit, { inputs: { 'tag-key': 'images.airflow' } });
  expect(wrong).toHaveFailedWith('values-key-unsupported');
  expect(newsOf(1)).toEqual([expect.stringMatching(/^## ❌ Not deployed: the value at the key cannot be changed\n/)]);
});

test('an older run that ends last keeps the comment of the newer one; a rollback and a hold write no comment', async () => {
  const older = await mergeDag(stage, 'orders');
  expect(await stage.run(older, { runId: 1 })).toHaveDeployed();
  const newer = await mergeDag(stage, 'prices');
  expect(await stage.run(newer, { runId: 2, inputs: FOLLOWED() })).toHaveDeployed();
  const [before, news] = [newsOf(1), newsOf(2)];
  expect(await stage.run(older, { runId: 3 })).toHaveEndedWith('skipped');
  expect(newsOf(1)).toEqual(before);
  // A rerun of the same run says what became of it.
  expect(await stage.run(older, { runId: 1 })).toHaveEndedWith('skipped');
  expect(newsOf(1)).toEqual([
    expect.stringMatching(/^## ⏭️ Not needed: `version-\w{7}`, which is newer and contains this merge, is deployed\n/),
  ]);
  const back = { operation: 'rollback', 'rollback-to': `version-${older}`, reason: 'Wrong sums' };
  expect(await stage.run(newer, { inputs: back })).toHaveDeployed();
  expect(newsOf(2)).toEqual(news);
});

test('a token that may not comment: one notice names the permission, and the deployment goes on', async () => {
  const token = 'ghs_sandboxnocomments0000000000000000000000012';
  const permissions = { [SOURCE]: { contents: 'read', pull_requests: 'read' } } as const;
  stage.github.addToken({ token, login: 'github-actions[bot]', app: true, permissions });
  const result = await stage.run(await mergeDag(stage, 'orders'), { inputs: { 'github-token': token } });
  expect(result).toHaveDeployed({ titles: ['comment not written'], message: 'Add pull-requests: write' });
  expect(newsOf(1)).toEqual([]);
});
