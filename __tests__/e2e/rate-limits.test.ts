import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { type Stage, startStage } from '../../sandbox/stage/stage.ts';
import { measureUse, readLimits } from './limits-table.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
  // limits.md says apart what a late link costs.
  stage.source.indexAtOnce();
});
afterEach(() => stage.close());

/** The rows of the table in limits.md: what runs, and its requests and points. */
const ROWS: readonly (readonly [name: string, work: () => Promise<unknown>])[] = [
  ['a deployment', async () => deployed(await mergeDag(stage, 'orders'), { comment: 'false' })],
  ['the same, of a merge commit', async () => deployed(await mergeDag(stage, 'orders', 'merge'), { comment: 'false' })],
  ['the same, with comment', async () => deployed(await mergeDag(stage, 'orders'))],
  [
    'the same, with comment and `environment`',
    async () => deployed(await mergeDag(stage, 'orders'), { environment: 'airflow' }),
  ],
  ['a deployment of ten pull requests', async () => deployed(await mergeTen(), { comment: 'false' })],
  ['`status`', () => status()],
  ['`status` with `page`', () => status({ page: 'page.html' })],
];

async function deployed(commit: string, inputs: Record<string, string> = {}): Promise<void> {
  expect(await stage.run(commit, { inputs })).toHaveDeployed();
}

async function mergeTen(): Promise<string> {
  for (let count = 1; count < 10; count += 1) await mergeDag(stage, `orders_${count}`);
  return mergeDag(stage, 'orders');
}

async function status(inputs: Record<string, string> = {}): Promise<void> {
  const result = await stage.run(stage.first, { entry: 'status', inputs: { ...stage.statusInputs(), ...inputs } });
  expect(result).toHaveSucceeded();
}

test.each(ROWS)('limits.md says what %s uses of each limit', async (name, work) => {
  const tokens = { job: stage.workflowToken, shared: stage.gitopsToken };
  expect([name, await measureUse(stage.github, tokens, work)]).toEqual([name, readLimits(name)]);
});
