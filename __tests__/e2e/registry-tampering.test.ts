/** A malicious team with write access to the same GitOps repository. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { IMAGE, OTHER_VALUES_FILE, type Stage, startStage, VALUES_FILE } from '../../sandbox/stage/stage.ts';
import { findReason } from '../setup/run-expectation.ts';

const THEIRS = IMAGE.replace('flux-airflow', 'elite-airflow');

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(async () => {
  await stage.close();
});

async function neighbourWrites(change: (text: string) => string, file = VALUES_FILE): Promise<string> {
  const text = change(String(await stage.gitops.read('main', file)));
  return stage.gitops.commit({ branch: 'main', message: 'Tidy', author: 'mallory', files: { [file]: text } });
}

test('another team sets another image in our file: the deployment fails, names both, and commits nothing', async () => {
  const head = await neighbourWrites((text) => text.replace(IMAGE, THEIRS));
  const result = await stage.run(await mergeDag(stage, 'orders'));
  expect(result).toHaveFailedWith('wrong-target');
  expect(findReason(result.annotations)?.message).toMatch(new RegExp(`${THEIRS}[\\s\\S]*${IMAGE}`));
  expect(await stage.gitops.head('main')).toBe(head);
});

test('another team commits between read and commit: every gate is evaluated again on the new head', async () => {
  const commit = await mergeDag(stage, 'orders');
  const meanwhile = stage.github.service
    .next('graphql ReadValuesFile')
    .then(() => neighbourWrites((text) => text.replace(IMAGE, THEIRS)));
  const [result, head] = await Promise.all([stage.run(commit), meanwhile]);
  expect(result).toHaveFailedWith('wrong-target');
  expect(await stage.gitops.head('main')).toBe(head);
});

test('our tag is a YAML alias of another team’s tag: the shared value is not changed', async () => {
  const head = await neighbourWrites(
    (text) => `theirs: &theirs old\n${text.replace(/^( {4}tag:) .*$/m, '$1 *theirs')}`,
  );
  const result = await stage.run(await mergeDag(stage, 'orders'), { inputs: { 'allow-unknown-deployed': 'true' } });
  expect(result).toHaveFailedWith('values-key-unsupported');
  expect(await stage.gitops.head('main')).toBe(head);
});

test('a hold in our name stops deployments visibly, and only an approver can lift it', async () => {
  const path = `${VALUES_FILE}.hold`;
  const files = { [path]: 'reason: no\nby: mallory\n' };
  await stage.gitops.commit({ branch: 'main', message: 'Hold', author: 'mallory', files });
  const commit = await mergeDag(stage, 'orders');
  const held = await stage.run(commit);
  expect(held).toHaveEndedWith('held');
  expect(held.annotations[0]?.message).toEqual(expect.stringContaining('mallory'));
  const lifted = await stage.run(commit, { actor: 'mallory', inputs: { operation: 'resume' } });
  expect(lifted).toHaveFailedWith('operator-not-allowed');
});

test('a deployment never writes another team’s file', async () => {
  const theirs = await stage.gitops.read('main', OTHER_VALUES_FILE);
  const result = await stage.run(await mergeDag(stage, 'orders'), { inputs: { 'values-file': OTHER_VALUES_FILE } });
  expect(result).toHaveFailedWith('wrong-target');
  expect(await stage.gitops.read('main', OTHER_VALUES_FILE)).toEqual(theirs);
});
