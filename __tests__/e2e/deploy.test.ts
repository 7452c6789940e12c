import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { readDeployedTag } from '../../sandbox/stage/gitops-file.ts';
import {
  ENGINEER,
  IMAGE,
  LEAD,
  OTHER_VALUES_FILE,
  type Stage,
  startStage,
  VALUES_FILE,
} from '../../sandbox/stage/stage.ts';
import { CHANGES, markPart, replaceSection } from '../../src/github/pull-request/comment.ts';
import { buildAndPush } from './build-and-push.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(async () => {
  await stage.close();
});

const deployedTag = () => readDeployedTag(stage);

test('deploys an approved merge: image, one line in the values file, outputs, summary', async () => {
  const before = String(await stage.gitops.read('main', VALUES_FILE));
  const commit = await mergeDag(stage, 'orders');
  const result = await stage.run(commit);
  const tag = `version-${commit}`;
  expect(result).toHaveDeployed();
  expect(result.outputs).toMatchObject({
    image: IMAGE,
    tag,
    'previous-tag': `version-${stage.first}`,
    'commit-sha': await stage.gitops.head('main'),
    reference: `${IMAGE}:${tag}@${result.outputs.digest}`,
    runtime: expect.stringMatching(/^runtime-[0-9a-f]+$/),
  });
  expect(JSON.parse(result.outputs.proof ?? '')).toMatchObject({
    commit,
    pullRequests: [{ number: 1, approvals: [{ approver: LEAD }] }],
  });
  expect(String(await stage.gitops.read('main', VALUES_FILE))).toBe(before.replace(`version-${stage.first}`, tag));
  const [last] = await stage.gitops.log('main');
  expect(last?.message).toContain(`Image-Digest: ${result.outputs.digest}\n`);
  expect(last?.message).toContain(`Approved-By: @${LEAD}\n`);
  expect(result.summary).toContain(tag);
  expect(result.annotations).toEqual([]);
});

test('updates one comment on the pull request, also in a rerun and on failure, and deploys even if it cannot comment', async () => {
  const commit = await mergeDag(stage, 'orders');
  const [pullRequest] = stage.source.pullRequests;
  const comments = () => (pullRequest?.comments ?? []).map(({ body }) => body);
  stage.github.service.faults.plan({ route: 'graphql AddComment', nth: 1, fault: { status: 500 } });
  const silent = await stage.run(commit);
  expect(silent).toHaveDeployed({ titles: [] });
  expect(comments()).toEqual([expect.any(String)]);
  stage.github.service.faults.clear();
  expect(comments()[0]).toMatch(
    new RegExp(
      `## ✅ .* is committed to production\n[\\s\\S]*Commit \\[\`${silent.outputs['commit-sha']?.slice(0, 7)}\`\\]`,
    ),
  );
  expect(await stage.run(commit)).toHaveEndedWith('unchanged');
  expect(comments()).toHaveLength(1);
  const next = await mergeDag(stage, 'prices');
  const failed = await stage.run(next, { inputs: { file: 'missing/Dockerfile' } });
  expect(failed).toHaveFailedWith('dockerfile-missing');
  expect(stage.source.pullRequests[1]?.comments.map(({ body }) => body)).toEqual([
    expect.stringMatching(
      /\n## ❌ Not deployed: the Dockerfile is missing\n[\s\S]*\*\*What to do:\*\* .*\n[\s\S]*\[The run\]\(http/,
    ),
  ]);
});

test('the summary repeats the changes from the comment of the check, and only from that', async () => {
  const said = (text: string) => replaceSection('', 'check', `## ✅ All DAGs load\n\n${markPart(CHANGES, text)}`);
  const shown = async (name: string, author: string) => {
    const commit = await mergeDag(stage, name);
    stage.source.pullRequests.at(-1)?.comment(author, said('🟢 added by the merge'));
    return (await stage.run(commit)).summary;
  };
  expect(await shown('orders', 'github-actions[bot]')).toContain('🟢 added by the merge');
  expect(await shown('prices', ENGINEER)).not.toContain('🟢 added by the merge');
});

test('build, push and bump-values give the same image and commit as deploy', async () => {
  const commit = await mergeDag(stage, 'orders');
  const [built, pushed] = await buildAndPush(stage, commit);
  const { layout = '', digest = '' } = built.outputs;
  expect(built).toHaveSucceeded({ outputs: { tag: `version-${commit}` } });
  expect(pushed).toHaveEndedWith('pushed', { outputs: { digest } });
  const again = await stage.run(commit, { entry: 'push', inputs: { image: IMAGE, layout } });
  expect(again).toHaveEndedWith('unchanged');
  const bumped = await stage.run(commit, {
    entry: 'bump-values',
    inputs: { ...stage.bumpInputs(), digest },
  });
  expect(bumped).toHaveDeployed();
  expect(await deployedTag()).toEqual(`version-${commit}`);
  const whole = await stage.run(commit);
  expect(whole).toHaveEndedWith('unchanged');
});

test('bump-values commits nothing for an image that is not in the registry', async () => {
  const commit = await mergeDag(stage, 'orders');
  const result = await stage.run(commit, { entry: 'bump-values', inputs: stage.bumpInputs() });
  expect(result).toHaveFailedWith('image-missing', { message: /has no tag version-/ });
  expect(await deployedTag()).toBe(`version-${stage.first}`);
});

test('bump-values alone also requires the approval', async () => {
  const commit = await stage.source.commit({
    branch: 'main',
    message: 'Straight',
    author: ENGINEER,
    files: { 'airflow/dags/x.py': '' },
  });
  const result = await stage.run(commit, { entry: 'bump-values', inputs: stage.bumpInputs() });
  expect(result.annotations.map(({ title }) => title)).toContain('approval-missing');
  expect(await deployedTag()).toBe(`version-${stage.first}`);
});

test('rejects a merge without approval, and one changed after its approval', async () => {
  const parent = await stage.source.head('main');
  await stage.source.commit({
    branch: 'unapproved',
    message: 'a',
    author: ENGINEER,
    files: { 'airflow/dags/a.py': 'a = 1\n' },
    parent,
  });
  const unapproved = await stage.source.openPullRequest({ title: 'Unapproved', author: ENGINEER, head: 'unapproved' });
  const commit = await unapproved.merge({ method: 'squash', by: ENGINEER });
  const refused = await stage.run(commit);
  expect(refused).toHaveExitedWith(1);
  expect(refused.annotations[1]?.message).toMatch(
    /pull request #1 was merged, but an approval by ada on its last commit/,
  );

  await stage.source.commit({
    branch: 'stale',
    message: 'b',
    author: ENGINEER,
    files: { 'airflow/dags/b.py': 'b = 1\n' },
    parent,
  });
  const stale = await stage.source.openPullRequest({ title: 'Stale', author: ENGINEER, head: 'stale' });
  await stale.review({ author: LEAD, state: 'APPROVED' });
  await stage.source.commit({
    branch: 'stale',
    message: 'c',
    author: ENGINEER,
    files: { 'airflow/dags/b.py': 'b = 2\n' },
  });
  const after = await stage.run(await stale.merge({ method: 'squash', by: ENGINEER }));
  expect(after.annotations.map(({ message }) => message).join('\n')).toMatch(/@ada approved an earlier head/);
  expect(await deployedTag()).toBe(`version-${stage.first}`);
});

test('without approvers, owners in CODEOWNERS approve if they are active members of their team', async () => {
  const token = 'ghs_readsteams000000000000000000000000003';
  const permissions = { 'flux-data': { members: 'read' } } as const;
  stage.github.addToken({ token, login: 'flux-reader[bot]', app: true, permissions });
  const members = (state: 'active' | 'pending') =>
    stage.github.addTeam({ org: 'flux-data', slug: 'engineering-leads', members: [{ login: LEAD, state }] });
  const commit = await mergeDag(stage, 'orders');
  const inputs = { approvers: '', 'members-token': token };
  members('pending');
  const pending = await stage.run(commit, { inputs });
  expect(pending.annotations.map(({ message }) => message).join('\n')).toMatch(
    /approval by @flux-data\/engineering-leads .* @ada is not one of them/,
  );
  members('active');
  const blind = await stage.run(commit, { inputs: { approvers: '' } });
  expect(blind.annotations[0]?.message).toMatch(
    /github-token cannot see the team @flux-data\/engineering-leads.*What to do: Set members-token to/s,
  );
  const result = await stage.run(commit, { inputs });
  expect(result).toHaveDeployed();
  expect(await deployedTag()).toEqual(`version-${commit}`);
});

test('deploys from a checkout that belongs to another user, as in a container', async () => {
  const environment = { ...stage.environment, GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' };
  expect(await stage.run(await mergeDag(stage, 'orders'), { environment })).toHaveDeployed();
});

test('waits for GitHub to link the pull request, and reports no missing approval', async () => {
  stage.source.delayAssociations(1_500);
  const commit = await mergeDag(stage, 'orders');
  const result = await stage.run(commit);
  expect(result).toHaveDeployed({ titles: [] });
});

test('dry run logs what would happen and changes nothing', async () => {
  const commit = await mergeDag(stage, 'orders');
  const head = await stage.gitops.head('main');
  const calls = stage.registry.service.calls.length;
  const result = await stage.run(commit, { inputs: { 'dry-run': 'true' } });
  expect(result).toHaveDeployed();
  expect(result.log.join('\n')).toContain(`+ images.airflow.tag: version-${commit}`);
  expect(await stage.gitops.head('main')).toBe(head);
  expect(
    stage.registry.service.calls.slice(calls).filter(({ method }) => method !== 'GET' && method !== 'HEAD'),
  ).toEqual([]);
});

test('dry run shows the result of each gate, also if one rejects the deployment', async () => {
  const commit = await mergeDag(stage, 'orders');
  const questionsOf = (summary: string) =>
    [...summary.matchAll(/^\| (?:✅|❌) \| ([^|]+\?) \|/gm)].map(([, question]) => question);
  const inputs = { 'dry-run': 'true' };
  const passed = await stage.run(commit, { inputs });
  expect(questionsOf(passed.summary)).toEqual([
    'Does the values file deploy this image?',
    'Is the image in the registry?',
    'Is it newer than what is deployed?',
    'Is there anything to deploy?',
    'Is there a hold?',
    'Who approved it?',
  ]);
  const text = String(await stage.gitops.read('main', VALUES_FILE));
  const files = { [VALUES_FILE]: text.replace(`version-${stage.first}`, 'by-hand') };
  await stage.gitops.commit({ branch: 'main', message: 'By hand', author: ENGINEER, files });
  const rejected = await stage.run(commit, { inputs });
  expect(rejected).toHaveFailedWith('deployed-unknown');
  expect(rejected.summary).toMatch(/^\| ❌ \| Is it newer than what is deployed\? \|/m);
  expect(questionsOf(rejected.summary)).toEqual([
    'Does the values file deploy this image?',
    'Is it newer than what is deployed?',
  ]);
});

test('concurrent runs of two teams, and a rerun, make every deployment once', async () => {
  const commit = await mergeDag(stage, 'orders');
  const results = await Promise.all([stage.run(commit, { runId: 1 }), stage.run(commit, { runId: 2 })]);
  expect(results.map(({ outputs }) => outputs.outcome).sort()).toEqual(['deployed', 'unchanged']);
  const deployments = (await stage.gitops.log('main')).filter(({ message }) =>
    message.includes(`Source-Commit: ${commit}`),
  );
  expect(deployments).toHaveLength(1);
});

test('commits once when the response to the commit is lost', async () => {
  const commit = await mergeDag(stage, 'orders');
  stage.github.service.faults.plan({ route: 'graphql CommitFile', nth: 1, fault: 'lost-answer' });
  const result = await stage.run(commit);
  expect(result.outputs).toMatchObject({ outcome: 'deployed', 'commit-sha': await stage.gitops.head('main') });
  expect((await stage.gitops.log('main')).filter(({ message }) => message.includes(commit))).toHaveLength(1);
});

test('reports each invalid input in one annotation, before any call', async () => {
  const calls = stage.github.service.calls.length;
  const cases: [Record<string, string>, RegExp][] = [
    [{ image: '' }, /The input image is empty/],
    [{ commit: 'main' }, /"main", which is not a full commit SHA/],
    [{ 'gitops-repository': 'https://github.com/o/r' }, /is the address of a repository on github\.com/],
    [{ 'dry-run': 'maybe' }, /dry-run is "maybe"/],
    [{ platforms: 'linux/amd64,windows/amd64' }, /windows\/amd64/],
    [{ image: `${IMAGE}:latest` }, /latest/],
  ];
  for (const [inputs, message] of cases) {
    const result = await stage.run(stage.first, { inputs });
    expect(result).toHaveExitedWith(1, {
      annotations: [expect.objectContaining({ message: expect.stringMatching(message) })],
    });
    expect(result.raw).not.toMatch(/^\s+at /m);
  }
  expect(stage.github.service.calls.length).toBe(calls);
});

test('no secret is in the log, the outputs or the summary', async () => {
  const commit = await mergeDag(stage, 'orders');
  const result = await stage.run(commit, { environment: { ...stage.environment, RUNNER_DEBUG: '1' } });
  expect(result).toHaveDeployed();
  const seen = [...result.log, JSON.stringify(result.outputs), result.summary].join('\n');
  expect(stage.secrets().length).toBeGreaterThan(4);
  for (const secret of stage.secrets()) expect(seen).not.toContain(secret);
});

test('a deployment does not change the file of another team', async () => {
  const before = await stage.gitops.read('main', OTHER_VALUES_FILE);
  await stage.run(await mergeDag(stage, 'orders'));
  expect(await stage.gitops.read('main', OTHER_VALUES_FILE)).toEqual(before);
  expect((await stage.gitops.log('main')).length).toBe(2);
});

test('registry endpoints that are not JSON are an error with a code of its own', async () => {
  const environment = { ...stage.environment, FLUX_AIRFLOW_REGISTRY_ENDPOINTS: 'https://registry.example' };
  const commit = await mergeDag(stage, 'orders');
  expect(await stage.run(commit, { environment })).toHaveFailedWith('registry-endpoints');
});
