import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { ENGINEER, IMAGE, LEAD, SOURCE, type Stage, startStage, VALUES_FILE } from '../../sandbox/stage/stage.ts';

let stage: Stage;
let first: string;
let second: string;
beforeAll(async () => {
  stage = await startStage({ files: { '.github/workflows/rollback.yaml': 'on: workflow_dispatch\n' } });
  first = await mergeDag(stage, 'orders');
  await stage.run(first);
  second = await mergeDag(stage, 'invoices');
});
afterAll(() => stage.close());

async function status(inputs: Record<string, string> = {}) {
  const own = {
    ...stage.statusInputs(),
    approvers: LEAD,
    'argocd-server': stage.argocd.url,
    'argocd-app': 'flux-airflow',
    'argocd-token': stage.argocdToken,
  };
  return stage.run(await stage.source.head('main'), { entry: 'status', inputs: { ...own, ...inputs } });
}

test('a deployment lists the versions to roll back to', async () => {
  const result = await stage.run(second);
  expect(result).toHaveSucceeded();
  const { summary } = result;
  expect(summary).toMatch(
    new RegExp(
      `To roll back[\\s\\S]*\`version-${first}\` \\| just now<br>\\(20.*\\[#1\\]\\(\\S+\\) Add the DAG orders .*@${LEAD} \\| exists`,
    ),
  );
  expect(summary).not.toContain(`\`version-${second}\` | just`);
  expect(summary).toContain(`[the rollback](${stage.github.url}/${SOURCE}/actions/workflows/rollback.yaml)`);
});

test('shows what is deployed, since when, by whom, how far behind, and the versions to roll back to', async () => {
  await mergeDag(stage, 'returns');
  // Argo CD refreshes every few minutes.
  await stage.run(second, {
    inputs: { 'argocd-server': stage.argocd.url, 'argocd-app': 'flux-airflow', 'argocd-token': stage.argocdToken },
  });
  const result = await status();
  expect(result).toHaveSucceeded({ titles: [] });
  const { outputs, summary } = result;
  expect(outputs).toMatchObject({
    tag: `version-${second}`,
    'commits-behind': '1',
    held: 'false',
    drift: '[]',
    unknown: '[]',
  });
  expect(Date.parse(outputs['deployed-at'] ?? '')).toBeGreaterThan(Date.parse('2026-01-01'));
  expect(summary).toContain(`## ✅ version-${second.slice(0, 7)} is deployed, 1 commit behind\n`);
  expect(summary).toMatch(/^\| Behind \| 1 commit<br>\[#3\]\(\S+\) Add the DAG returns \|$/m);
  expect(summary).toMatch(/^\| Pull request \| \[#2\]\(\S+\) Add the DAG invoices \|$/m);
  expect(summary).toMatch(/### Merged, never deployed\n\n.*\n.*\n\| `[0-9a-f]{7}` \| `Add the DAG returns/);
  const [, versions = ''] = summary.split('### Versions to roll back to');
  expect(versions).toMatch(new RegExp(`version-${first}.*exists`));
  // The deployed version is not a rollback option.
  expect(versions).not.toContain(`version-${second}`);
  expect(summary).toContain(`@${LEAD}`);
});

test('says why the next deployment would be refused, or that it is not known', async () => {
  const files = { 'airflow/dags/x.py': 'x = 1\n' };
  const parent = await stage.source.head('main');
  await stage.source.commit({ branch: 'unapproved', message: 'Add x', author: ENGINEER, files, parent });
  const pullRequest = await stage.source.openPullRequest({ title: 'Add x', author: ENGINEER, head: 'unapproved' });
  await pullRequest.merge({ method: 'squash', by: ENGINEER });
  const { summary } = await status();
  expect(summary).toMatch(
    /^## ✅ version-\w{7} is deployed, 2 commits behind\n\n❌ \*\*The next deployment would be refused:\*\*\n\n- \w{7} “Add x .*pull request &#35;4 was merged, but an approval by ada .*Have an approver approve/,
  );
  const token = 'ghs_sandboxonlycontents000000000000000000000013';
  stage.github.addToken({ token, login: 'reader[bot]', app: true, permissions: { [SOURCE]: { contents: 'read' } } });
  const blind = await status({ 'github-token': token });
  expect(blind).toHaveSucceeded({ outputs: { 'commits-behind': '2' } });
  expect(blind.summary).toMatch(
    /❔ Whether the next deployment would be refused is not known: .*“Pull requests: read”/,
  );
  await pullRequest.review({ author: LEAD, state: 'APPROVED' });
  expect((await status()).summary).not.toContain('refused');
});

test('warns about a missing image before a rollback needs it', async () => {
  const repository = stage.registry;
  const image = IMAGE.split('/').at(-1) ?? '';
  const answer = await fetch(`${repository.url}/v2/${image}/manifests/version-${first}`, {
    method: 'DELETE',
    headers: { authorization: `Basic ${Buffer.from(`AWS:${stage.pullPassword()}`).toString('base64')}` },
  });
  expect(answer.status).toBe(202);
  const { summary, annotations, outputs } = await status();
  expect(annotations.map(({ level, title }) => [level, title])).toEqual([['warning', 'image expired']]);
  expect(annotations[0]?.message).toContain(`version-${first}`);
  expect(summary).toContain('❌ gone');
  expect(outputs.drift).toBe('[]');
});

test('reports a tag by hand, a hold and an unavailable cluster', async () => {
  await stage.run(second, { inputs: { operation: 'hold', reason: 'month end' } });
  const text = String(await stage.gitops.read('main', VALUES_FILE)).replace(`version-${second}`, `version-${first}`);
  await stage.gitops.commit({
    branch: 'main',
    message: 'enable logs',
    author: ENGINEER,
    files: { [VALUES_FILE]: text },
  });
  const run = await status({ 'argocd-app': 'no-such-app' });
  expect(run).toHaveSucceeded({ outputs: { held: 'true', 'commits-behind': '3' }, summary: 'month end' });
  const { outputs, annotations, summary } = run;
  const drift = annotations.filter(({ title }) => title === 'drift').map(({ message }) => message);
  expect(drift).toEqual([
    expect.stringContaining(
      `The tag version-${first} was written by hand: the last deployment wrote version-${second}.`,
    ),
  ]);
  const unseen = annotations.filter(({ title }) => title === 'could not check').map(({ message }) => message);
  expect(unseen).toEqual([expect.stringContaining('Could not read Argo CD')]);
  expect(JSON.parse(outputs.drift ?? '')).toEqual([
    { code: 'tag-by-hand', message: expect.stringContaining('was written by hand') },
  ]);
  expect(JSON.parse(outputs.unknown ?? '')).toEqual([
    { code: 'argocd-application', message: expect.stringContaining('Could not read Argo CD') },
  ]);
  expect(summary).toMatch(/^## ⚠️ .*, and deployments are on hold\n\n- ⚠️ The tag .*\n- ❔ Could not read Argo CD/);
});
