import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ENGINEER, SOURCE, type Stage, startStage } from '../../sandbox/stage/stage.ts';
import { GitHub } from '../../src/github/api/client.ts';
import { findBaseOfMerge } from '../../src/github/pull-request/base-of-merge.ts';

let stage: Stage;
let github: GitHub;
beforeAll(async () => {
  stage = await startStage();
  github = new GitHub({ token: stage.workflowToken, apiUrl: stage.github.url, tokenName: 'github-token' });
});
afterAll(() => stage.close());

/** Merges a pull request with two commits; GitHub has not linked any of them yet. */
async function merge(method: 'merge' | 'squash' | 'rebase', name: string) {
  const base = await stage.source.head('main');
  const own = { branch: name, author: ENGINEER };
  const parent = await stage.source.commit({ ...own, message: 'one', files: { [`${name}/1`]: '1' }, parent: base });
  await stage.source.commit({ ...own, message: 'two', files: { [`${name}/2`]: '2' }, parent });
  const pullRequest = await stage.source.openPullRequest({ title: name, author: ENGINEER, head: name });
  return { base, commit: await pullRequest.merge({ method, by: ENGINEER }) };
}

test.each(['merge', 'squash', 'rebase'] as const)(
  'the base of a %s is the commit below the pull request, also while GitHub has not linked its commits',
  async (method) => {
    const { base, commit } = await merge(method, `late_${method}`);
    expect(await findBaseOfMerge(github, SOURCE, commit)).toBe(base);
  },
);

test('the base of a commit that was pushed is its parent, as soon as the log shows the push', async () => {
  const parent = await stage.source.head('main');
  const files = { 'pushed.txt': 'x' };
  const commit = await stage.source.commit({ branch: 'main', message: 'pushed', author: ENGINEER, files });
  expect(await findBaseOfMerge(github, SOURCE, commit)).toBe(parent);
});

test('without a link in time, GitHub counts as unavailable: a rerun may find it', async () => {
  stage.source.delayAssociations(3_600_000);
  const { commit } = await merge('rebase', 'never');
  await expect(findBaseOfMerge(github, SOURCE, commit, 1_000)).rejects.toMatchObject({ kind: 'unavailable' });
  stage.source.delayAssociations(0);
});
