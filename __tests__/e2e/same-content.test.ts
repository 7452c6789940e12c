import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { duringCall } from '../../sandbox/http/during-call.ts';
import { ENGINEER, LEAD, type Stage, startStage, VALUES_FILE } from '../../sandbox/stage/stage.ts';
import { waitFor } from '../../sandbox/wait-for.ts';
import { buildAndPush } from './build-and-push.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(() => stage.close());

/** An approved pull request with changes outside the image. */
async function mergeDocument(text: string): Promise<string> {
  const { source } = stage;
  const parent = await source.head('main');
  const head = `docs-${text}`;
  await source.commit({ branch: head, message: text, author: ENGINEER, files: { 'NOTES.md': text }, parent });
  const pullRequest = await source.openPullRequest({ title: text, author: ENGINEER, head });
  await pullRequest.review({ author: LEAD, state: 'APPROVED' });
  return pullRequest.merge({ method: 'squash', by: ENGINEER });
}

const written = () => stage.registry.service.calls.filter(({ method }) => !['GET', 'HEAD'].includes(method)).length;

test('pushes and commits nothing for a change of documents only, and says so', async () => {
  const dag = await mergeDag(stage, 'orders');
  expect(await stage.run(dag)).toHaveDeployed();
  const [head, pushed] = [await stage.gitops.head('main'), written()];

  const result = await stage.run(await mergeDocument('more'));
  expect(result).toHaveEndedWith('unchanged', { outputs: { 'previous-tag': `version-${dag}` } });
  expect(result.annotations).toEqual([
    expect.objectContaining({
      message: expect.stringMatching(/has the content of version-.* Airflow is not restarted/),
    }),
  ]);
  expect(await stage.gitops.head('main')).toEqual(head);
  expect(written()).toEqual(pushed);

  const next = await mergeDag(stage, 'customers');
  expect(await stage.run(next)).toHaveDeployed();
  expect(String(await stage.gitops.read('main', VALUES_FILE))).toContain(`tag: version-${next}`);
});

test('the comparison costs one concurrent call if the content differs', async () => {
  await stage.run(await mergeDag(stage, 'orders'));
  const { service } = stage.registry;
  const deployed = service.calls.length;
  const asked = () =>
    service.calls.slice(deployed).filter(({ method, path }) => method === 'GET' && path.includes('manifests/version-'));
  // The registry answers about the runtime only after the comparison has asked.
  const concurrent = duringCall(service, { route: /./, path: /\/manifests\/runtime-/, nth: 1 }, () =>
    waitFor('the concurrent call', () => asked().length > 0),
  );
  expect(await stage.run(await mergeDag(stage, 'customers'))).toHaveDeployed();
  await concurrent;
  expect(asked()).toHaveLength(1);
});

test('separate steps push, and then do not commit', async () => {
  await stage.run(await mergeDag(stage, 'orders'));
  const head = await stage.gitops.head('main');
  const commit = await mergeDocument('steps');
  const [, pushed] = await buildAndPush(stage, commit);
  expect(pushed).toHaveSucceeded();
  const bumped = await stage.run(commit, { entry: 'bump-values', inputs: stage.bumpInputs() });
  expect(bumped).toHaveEndedWith('unchanged');
  expect(await stage.gitops.head('main')).toEqual(head);
});
