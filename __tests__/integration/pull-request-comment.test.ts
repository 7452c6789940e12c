import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { gitText, identity } from '../../sandbox/github/git.ts';
import { duringCall } from '../../sandbox/http/during-call.ts';
import { IMAGE, SOURCE, type Stage, startStage } from '../../sandbox/stage/stage.ts';
import { PullRequestComment } from '../../src/deploy/observers/pull-request-comment.ts';
import type { Deployed } from '../../src/deploy/result.ts';
import type { ApprovedDeployment } from '../../src/gates/verdict.ts';
import { GitHub } from '../../src/github/api/client.ts';
import { readMergedPullRequests } from '../../src/github/pull-request/merged-pull-requests.ts';
import { RUN } from '../unit/bump-values/sample-bump.ts';

let stage: Stage;
let environment: NodeJS.ProcessEnv;
beforeAll(async () => {
  stage = await startStage();
  environment = { ...process.env };
  process.env.GITHUB_API_URL = stage.github.url;
  process.env.GITHUB_GRAPHQL_URL = `${stage.github.url}/graphql`;
});
afterAll(async () => {
  process.env = environment;
  await stage.close();
});

/** Returns the calls about comments, in the order of the responses. */
function asked(): string[] {
  return stage.github.service.calls.flatMap(({ route }) => /^graphql (\w+Comments?)$/.exec(route)?.[1] ?? []);
}

test('the comment is looked up during the commit, and again for a much later update', async () => {
  const commit = await mergeDag(stage, 'orders');
  const tag = `version-${commit}`;
  const [{ number = 0, comments = [] } = {}] = stage.source.pullRequests;
  const thread = new PullRequestComment({
    token: stage.workflowToken,
    repository: SOURCE,
    runUrl: RUN,
    image: IMAGE,
    tag,
    commits: [commit],
    isFollowed: true,
  });
  const verdict = { proof: { pullRequests: [{ number }] } };
  thread.open(verdict as unknown as ApprovedDeployment);
  await thread.close();
  const found = stage.github.service.next('graphql ReadComments');
  thread.pushed();
  await found;
  thread.deployed({ outcome: 'unchanged', previousTag: tag, steps: [] } as unknown as Deployed);
  await thread.close();
  const calls = ['ReadComments', 'AddComment', 'ReadComments', 'UpdateComment'];
  expect(asked()).toEqual(calls);
  expect(comments[0]?.body).toMatch(
    /^<!-- .*\n.*\n## ⏳ `version-\w{7}` is deployed already; it is being rolled out\n/,
  );
  const page = { page: 'https://argocd.example', label: 'flux-airflow' };
  thread.rolledOut({ kind: 'rolled-out', sentence: 'Running, but a check failed', ...page });
  await thread.close();
  expect(asked()).toEqual([...calls, 'ReadComments', 'UpdateComment']);
  expect(comments[0]?.body).toContain('Running, but a check failed');
});

test('a run that ends before GitHub links its merge writes the comment all the same', async () => {
  stage.source.delayAssociations(2_000);
  const commit = await mergeDag(stage, 'prices');
  const thread = new PullRequestComment({
    token: stage.workflowToken,
    repository: SOURCE,
    runUrl: RUN,
    image: IMAGE,
    tag: `version-${commit}`,
    commits: [commit],
    isFollowed: true,
  });
  thread.failed(new Error('the registry is down'));
  await thread.close();
  expect(stage.source.pullRequests[1]?.comments.map(({ body }) => body)).toEqual([
    expect.stringContaining('the registry is down'),
  ]);
});

test('a commit without a pull request is asked about until the log shows its push, and an old one once', async () => {
  stage.github.service.calls.length = 0;
  const github = new GitHub({ token: stage.workflowToken, tokenName: 'github-token', timeoutMs: 10_000 });
  const count = () => stage.github.service.calls.filter(({ route }) => /ReadMergedPull/.test(route)).length;
  const { directory } = stage.source;
  const environment = identity({ name: 'Ada', email: 'ada@example.com' }, undefined, new Date('2020-01-01'));
  const old = await gitText(directory, ['commit-tree', `${stage.first}^{tree}`, '-m', 'Old'], { environment });
  expect(await readMergedPullRequests(github, SOURCE, [old])).toEqual([]);
  expect(count()).toBe(1);
  stage.source.setActivityAccess({ afterMs: 3_600_000 });
  const again = { route: 'graphql ReadMergedPullRequests', nth: 2 };
  const shown = duringCall(stage.github.service, again, () => stage.source.setActivityAccess({ afterMs: 0 }));
  expect(await readMergedPullRequests(github, SOURCE, [old, stage.first])).toEqual([]);
  await shown;
  expect(count()).toBe(3);
});
