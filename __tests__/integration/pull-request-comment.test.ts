import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { SOURCE, type Stage, startStage } from '../../sandbox/stage/stage.ts';
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
  const tag = `version-${await mergeDag(stage, 'orders')}`;
  const [{ number = 0, comments = [] } = {}] = stage.source.pullRequests;
  const thread = new PullRequestComment({ token: stage.workflowToken, repository: SOURCE, runUrl: RUN, tag });
  const verdict = { proof: { pullRequests: [{ number }] } };
  thread.open(verdict as unknown as ApprovedDeployment);
  await thread.close();
  const found = stage.github.service.next('graphql ReadComments');
  thread.pushed();
  await found;
  thread.deployed({ outcome: 'unchanged', previousTag: tag, steps: [] } as unknown as Deployed);
  await thread.close();
  const told = ['ReadComments', 'AddComment', 'ReadComments', 'UpdateComment'];
  expect([asked(), comments[0]?.body]).toEqual([told, expect.stringContaining('nothing was restarted')]);
  thread.rolledOut({ kind: 'rolled-out', sentence: 'Running, but a check failed', page: 'https://argocd.example' });
  await thread.close();
  expect([asked(), comments[0]?.body]).toEqual([
    [...told, 'ReadComments', 'UpdateComment'],
    expect.stringContaining('Running, but a check failed'),
  ]);
});
