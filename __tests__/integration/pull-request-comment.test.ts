import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { IMAGE, SOURCE, type Stage, startStage } from '../../sandbox/stage/stage.ts';
import { PullRequestComment } from '../../src/deploy/observers/pull-request-comment.ts';
import type { Deployed } from '../../src/deploy/result.ts';
import type { ApprovedDeployment } from '../../src/gates/verdict.ts';
import { RUN } from '../unit/bump-values/sample-bump.ts';

let stage: Stage;
let environment: NodeJS.ProcessEnv;
beforeEach(async () => {
  stage = await startStage();
  environment = { ...process.env };
  process.env.GITHUB_API_URL = stage.github.url;
  process.env.GITHUB_GRAPHQL_URL = `${stage.github.url}/graphql`;
});
afterEach(async () => {
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
