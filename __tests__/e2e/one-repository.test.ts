/** DAGs and values in one repository and branch: the deployments' own commits need no approval, and deploy nothing. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { ENGINEER, IMAGE, SOURCE, type Stage, startStage } from '../../sandbox/stage/stage.ts';

const TOKEN = 'ghs_sandboxdeployer000000000000000000000007';
const FILE = 'deploy/values.yaml';
const VALUES = `images:\n  airflow:\n    repository: ${IMAGE}\n    tag: none\n`;

let stage: Stage;
let runs = 0;
beforeEach(async () => {
  stage = await startStage({ files: { [FILE]: VALUES } });
  const permissions = { [SOURCE]: { contents: 'write' } } as const;
  stage.github.addToken({ token: TOKEN, login: 'flux-deployer[bot]', app: true, permissions });
});
afterEach(() => stage.close());

const INPUTS = { 'gitops-repository': SOURCE, 'gitops-token': TOKEN, 'values-file': FILE };

function run(commit: string, inputs: Record<string, string> = {}) {
  runs += 1;
  return stage.run(commit, { inputs: { ...INPUTS, ...inputs }, runId: runs });
}

async function deployedTag(): Promise<string | undefined> {
  return /tag: (\S+)/.exec(String(await stage.source.read('main', FILE)))?.[1];
}

test('every deployment after the first, a hold, a resume and a rollback work', async () => {
  const first = await mergeDag(stage, 'orders');
  expect(await run(first, { 'allow-unknown-deployed': 'true' })).toHaveDeployed();
  const own = await stage.source.head('main');
  expect(await run(own)).toHaveEndedWith('unchanged', { titles: ['unchanged'] });
  expect(await stage.source.head('main')).toBe(own);

  const second = await mergeDag(stage, 'payments');
  expect(await run(second)).toHaveDeployed();
  expect(await deployedTag()).toBe(`version-${second}`);
  const status = await stage.run(await stage.source.head('main'), {
    entry: 'status',
    inputs: { ...stage.statusInputs(), ...INPUTS },
  });
  expect(status.outputs).toMatchObject({ 'commits-behind': '0', drift: '[]' });

  expect(await run(second, { operation: 'hold', reason: 'month end' })).toHaveEndedWith('held');
  const third = await mergeDag(stage, 'refunds');
  expect(await run(third)).toHaveEndedWith('held');
  expect(await run(third, { operation: 'resume' })).toHaveDeployed();
  expect(
    await run(third, { operation: 'rollback', 'rollback-to': `version-${second}`, reason: 'bad' }),
  ).toHaveDeployed();
  // A resume that is started by hand runs on the newest commit of the branch, which is that of the rollback.
  expect(await run(await stage.source.head('main'), { operation: 'resume' })).toHaveDeployed();
  expect(await stage.source.read('main', `${FILE}.hold`)).toBeUndefined();
});

test('a commit of a person on the values file still needs an approval', async () => {
  const first = await mergeDag(stage, 'orders');
  expect(await run(first, { 'allow-unknown-deployed': 'true' })).toHaveDeployed();
  const text = String(await stage.source.read('main', FILE));
  const files = { [FILE]: `${text}executor: CeleryExecutor\n` };
  await stage.source.commit({ branch: 'main', message: 'By hand', author: ENGINEER, files });
  expect(await run(await mergeDag(stage, 'payments'))).toHaveFailedWith('approval-missing');
});

test('a commit of this account that changes more than the values file still needs an approval', async () => {
  const first = await mergeDag(stage, 'orders');
  expect(await run(first, { 'allow-unknown-deployed': 'true' })).toHaveDeployed();
  const own = await stage.source.head('main');
  const login = 'flux-deployer[bot]';
  const text = String(await stage.source.read('main', FILE));
  const files = { [FILE]: `${text}# x\n`, 'dags/sneaky.py': 'x = 1\n' };
  const sneaky = await stage.source.commit({ branch: 'main', message: 'deploy', author: login, files });
  stage.source.signed.add(sneaky);
  expect(await stage.source.isAncestor(own, sneaky)).toBe(true);
  expect(await run(await mergeDag(stage, 'payments'))).toHaveFailedWith('approval-missing');
});
