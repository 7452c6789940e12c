import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { ENGINEER, LEAD, SOURCE, type Stage, startStage } from '../../sandbox/stage/stage.ts';
import { putEmptyImage } from './merge-paths/empty-image.ts';

const TOKEN = 'ghs_maywriteissues0000000000000000000005';
const REASON = 'The orders DAG | burns money';

let stage: Stage;
let pushed: string;

beforeAll(async () => {
  stage = await startStage();
  const permissions = { [SOURCE]: { contents: 'read', pull_requests: 'read', issues: 'write' } } as const;
  stage.github.addToken({ token: TOKEN, login: 'github-actions[bot]', app: true, permissions });
  const files = { 'airflow/dags/x.py': 'x = 1\n' };
  pushed = await stage.source.commit({ branch: 'main', message: 'Stop `it`', author: ENGINEER, files });
  await putEmptyImage(stage, pushed);
});
afterAll(() => stage.close());

function run(commit: string, actor: string, inputs: Record<string, string>, eventName = 'workflow_dispatch') {
  return stage.run(commit, {
    entry: 'bump-values',
    eventName,
    environment: { ...stage.environment, GITHUB_ACTOR: actor },
    inputs: { ...stage.bumpInputs(), 'github-token': TOKEN, ...inputs },
  });
}

test.each<[string, string, Record<string, string>, string, RegExp]>([
  ['a push', LEAD, {}, 'push', /break-glass is set in a run that was started by push/],
  ['a user who may not approve', ENGINEER, {}, 'workflow_dispatch', /@grace is not one of ada/],
  ['a token that may not open the issue', LEAD, { 'github-token': '' }, 'workflow_dispatch', /issues/],
])('%s deploys nothing without an approval', async (_, actor, inputs, event, message) => {
  const head = await stage.gitops.head('main');
  const token = inputs['github-token'] === '' ? { 'github-token': stage.workflowToken } : {};
  const result = await run(pushed, actor, { 'break-glass': REASON, ...token }, event);
  expect(result).toHaveExitedWith(1, { message });
  expect(await stage.gitops.head('main')).toBe(head);
  expect(stage.source.issues).toEqual([]);
});

test('an approver deploys in an emergency, with visible marks; a rollback still needs an approval', async () => {
  const dry = await run(pushed, LEAD, { 'break-glass': REASON, 'dry-run': 'true' });
  expect(dry).toHaveDeployed();
  expect(stage.source.issues).toEqual([]);

  const result = await run(pushed, LEAD, { 'break-glass': REASON });
  expect(result).toHaveDeployed();
  expect(result.summary).toMatch(/^## 🚨 BREAK-GLASS, without an approval/);
  expect(result.annotations).toEqual([
    expect.objectContaining({
      title: 'break-glass: deployed without an approval',
      message: expect.stringContaining(REASON),
    }),
  ]);
  expect(JSON.parse(result.outputs.proof ?? '')).toMatchObject({ breakGlass: { by: LEAD, commits: [pushed] } });
  const [last] = await stage.gitops.log('main');
  expect(last?.message).toContain(`\nBreak-Glass: ${REASON}\nBreak-Glass-By: @${LEAD}\nUnapproved-Commit: ${pushed}\n`);
  expect(stage.source.issues).toEqual([
    expect.objectContaining({
      title: `break-glass: ${pushed.slice(0, 7)} was deployed without an approval`,
      body: expect.stringContaining(`- ${pushed} \`Stop 'it'\` by \`${ENGINEER}\``),
    }),
  ]);

  const next = await mergeDag(stage, 'orders');
  await putEmptyImage(stage, next);
  expect((await run(next, LEAD, { 'break-glass': REASON })).annotations).toEqual([]);
  const back = await run(next, LEAD, { operation: 'rollback', 'rollback-to': `version-${pushed}`, reason: 'Back' });
  expect(back.annotations.map(({ title }) => title)).toContain('approval-missing');
  expect(stage.source.issues).toHaveLength(1);
});
