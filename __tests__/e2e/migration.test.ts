import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { type Stage, startStage, VALUES_FILE } from '../../sandbox/stage/stage.ts';
import { buildAndPush } from './build-and-push.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(() => stage.close());

/** Runs the steps of the trial workflow, and returns the pushed tag. */
async function trial(commit: string): Promise<string | undefined> {
  const [built, pushed] = await buildAndPush(stage, commit, { 'tag-prefix': 'trial-' });
  expect(built).toHaveSucceeded();
  expect(pushed).toHaveEndedWith('pushed');
  return pushed?.outputs.tag;
}

test('next to the old workflow, a trial and a dry run change no values file; then the first deployment takes over', async () => {
  const before = String(await stage.gitops.read('main', VALUES_FILE));
  const commit = await mergeDag(stage, 'orders');
  expect(await trial(commit)).toBe(`trial-${commit}`);
  const dry = await stage.run(commit, { inputs: { 'dry-run': 'true' } });
  expect(dry).toHaveDeployed();
  expect(String(await stage.gitops.read('main', VALUES_FILE))).toBe(before);
  const deployed = await stage.run(commit);
  expect(deployed).toHaveDeployed({ outputs: { tag: `version-${commit}` } });
});

test('does not reuse a tag of the old workflow for the same commit', async () => {
  const commit = await mergeDag(stage, 'orders');
  const other = await mergeDag(stage, 'returns');
  await buildAndPush(stage, other);
  const tags = stage.account.repositories.get('flux-airflow')?.images.tags;
  tags?.set(`version-${commit}`, tags.get(`version-${other}`) ?? '');
  const refused = await stage.run(commit, { inputs: { 'dry-run': 'true' } });
  expect(refused.annotations.map(({ title }) => title)).toEqual(['tag-exists']);
});
