/** The history of a values file after what people do to it: a squash without trailers, a rename, a rule about messages. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { runAction } from '../../sandbox/runner/run-action.ts';
import { checkout } from '../../sandbox/stage/checkout.ts';
import { ENGINEER, GITOPS, LEAD, type Stage, startStage, VALUES_FILE } from '../../sandbox/stage/stage.ts';
import type { PageData } from '../../src/deployments-page/data.ts';

const TOKEN = 'ghs_sandboxproposer00000000000000000000005';
const READER = 'ghs_sandboxreader000000000000000000000006';
const MOVED = 'teams/airflow/values.yaml';

let stage: Stage;
let temp: string;
let runs: number;
beforeEach(async () => {
  stage = await startStage();
  temp = await mkdtemp(join(tmpdir(), 'flux-airflow-history-'));
  runs = 0;
  const permissions = { [GITOPS]: { contents: 'write', pull_requests: 'write' } } as const;
  stage.github.addToken({ token: TOKEN, login: 'flux-deployer[bot]', app: true, permissions });
  const reading = { [GITOPS]: { contents: 'read', pull_requests: 'read' } } as const;
  stage.github.addToken({ token: READER, login: 'github-actions[bot]', app: true, permissions: reading });
});
afterEach(async () => {
  await stage.close();
  await rm(temp, { recursive: true, force: true });
});

function run(commit: string, inputs: Record<string, string> = {}) {
  runs += 1;
  return stage.run(commit, { inputs: { 'gitops-token': TOKEN, ...inputs }, runId: runs });
}

async function guard(before: string, valuesFile = VALUES_FILE, token = READER) {
  const head = await stage.gitops.head('main');
  const { exitCode, annotations } = await runAction({
    action: resolve(import.meta.dirname, '../../actions/guard'),
    repository: GITOPS,
    sha: head,
    event: { before, after: head },
    workspace: await checkout(stage.gitops.directory, head, temp),
    apiUrl: stage.github.url,
    token,
    environment: stage.environment,
    inputs: { 'values-files': valuesFile },
  });
  return [exitCode, ...annotations.map(({ title }) => title)];
}

async function status(valuesFile = VALUES_FILE) {
  const page = join(temp, 'page.html');
  const inputs = { ...stage.statusInputs(), 'gitops-token': TOKEN, 'values-file': valuesFile, page };
  const result = await stage.run(await stage.source.head('main'), { entry: 'status', inputs });
  const [, json = '{}'] = /id="data">(.*?)<\/script>/s.exec(await readFile(page, 'utf8')) ?? [];
  const { events, files } = JSON.parse(json) as PageData;
  const own = files.findIndex(({ path }) => path === valuesFile);
  return { result, kinds: events.filter(({ file }) => file === own).map(({ kind }) => kind) };
}

test('a proposal that a person squashed with its title only is a deployment, for guard, status, page and rollback', async () => {
  const before = await stage.gitops.head('main');
  const first = await mergeDag(stage, 'orders');
  expect(await run(first, { mode: 'pull-request' })).toHaveEndedWith('proposed');
  const [proposal] = stage.gitops.pullRequests;
  const message = `${proposal?.title} (#${proposal?.number})`;
  await proposal?.merge({ by: LEAD, method: 'squash', message });
  expect((await stage.gitops.log('main'))[0]?.message.trim()).toBe(message);
  expect(await guard(before)).toEqual([0]);
  // Without a token that may read pull requests, the guard sees only the commit.
  expect(await guard(before, VALUES_FILE, 'unknown')).toEqual([1, 'tag-by-hand']);
  const { result, kinds } = await status();
  expect(result.outputs).toMatchObject({ tag: `version-${first}`, drift: '[]' });
  expect(kinds).toContain('deploy');
  const second = await mergeDag(stage, 'payments');
  expect(await run(second)).toHaveDeployed();
  const back = await run(second, { operation: 'rollback', 'rollback-to': `version-${first}`, reason: 'bad' });
  expect(back).toHaveDeployed();
  expect(back.log.join('\n')).toMatch(/^Proved-By: [0-9a-f]{40}$/m);
});

test('a squash that changed the file as well is by hand', async () => {
  const before = await stage.gitops.head('main');
  const first = await mergeDag(stage, 'orders');
  await run(first, { mode: 'pull-request' });
  const [proposal] = stage.gitops.pullRequests;
  const text = String(await stage.gitops.read(proposal?.headBranch ?? '', VALUES_FILE));
  const files = { [VALUES_FILE]: text.replace("load_examples: 'False'", "load_examples: 'True'") };
  const message = `${proposal?.title} (#${proposal?.number})`;
  await stage.gitops.commit({ branch: 'main', message, author: ENGINEER, files });
  expect(await guard(before)).toEqual([1, 'tag-by-hand']);
});

test('a co-author after the trailers hides none of them', async () => {
  const before = await stage.gitops.head('main');
  const first = await mergeDag(stage, 'orders');
  await run(first, { mode: 'pull-request' });
  const [proposal] = stage.gitops.pullRequests;
  const [proposed] = await stage.gitops.log(proposal?.headBranch ?? '');
  const message = `${proposed?.message.trim()}\n\nCo-authored-by: Grace <grace@example.com>\n`;
  await proposal?.merge({ by: LEAD, method: 'squash', message });
  expect(await guard(before)).toEqual([0]);
  expect((await status()).result.outputs).toMatchObject({ drift: '[]' });
});

test('after a rename earlier versions are known, and a hold file that was not moved is reported', async () => {
  const first = await mergeDag(stage, 'orders');
  expect(await run(first)).toHaveDeployed();
  const text = String(await stage.gitops.read('main', VALUES_FILE));
  const before = await stage.gitops.head('main');
  const files = { [VALUES_FILE]: null, [MOVED]: text };
  await stage.gitops.commit({ branch: 'main', message: 'Move the files', author: ENGINEER, files });
  expect(await guard(before, MOVED)).toEqual([0]);
  const moved = await status(MOVED);
  expect(moved.result.outputs).toMatchObject({ tag: `version-${first}`, drift: '[]' });
  expect(moved.kinds).toContain('deploy');

  const second = await mergeDag(stage, 'payments');
  const inputs = { 'values-file': MOVED };
  expect(await run(second, inputs)).toHaveDeployed();
  const rollback = { ...inputs, operation: 'rollback', 'rollback-to': `version-${first}`, reason: 'bad' };
  const back = await run(second, rollback);
  expect(back).toHaveDeployed();
  expect(back.log.join('\n')).toMatch(/^Proved-By: [0-9a-f]{40}$/m);

  const held = await stage.gitops.head('main');
  const now = String(await stage.gitops.read('main', MOVED));
  const again = { [MOVED]: null, [`${MOVED}.hold`]: null, [VALUES_FILE]: now.replace(first, second) };
  await stage.gitops.commit({ branch: 'main', message: 'Move it back', author: ENGINEER, files: again });
  expect(await guard(held)).toEqual([1, 'tag-reverted', 'hold-removed']);
});

test('a rule about messages: the error names the input, and the first line follows it', async () => {
  const words =
    'Repository rule violations found\n\nCommit message must start with a matching pattern: ^(chore|feat)\\(\\w+\\): .+';
  const fault = { graphqlError: { type: 'UNPROCESSABLE', message: words } };
  stage.github.service.faults.plan({ route: 'graphql CommitFile', nth: 1, fault });
  const commit = await mergeDag(stage, 'orders');
  const refused = await run(commit);
  expect(refused).toHaveFailedWith('gitops-protected');
  expect(refused.annotations[0]?.message).toMatch(/\^\(chore\|feat\)[\s\S]*Set commit-message to a first line/);
  const before = await stage.gitops.head('main');
  const template = { 'commit-message': 'chore(deploy): {name} {tag} {title}' };
  expect(await run(commit, template)).toHaveDeployed();
  const [head] = await stage.gitops.log('main');
  expect(head?.message.split('\n')[0]).toMatch(new RegExp(`^chore\\(deploy\\): flux-airflow version-${commit} \\S`));
  expect(await guard(before)).toEqual([0]);
  const { result, kinds } = await status();
  expect(result).toHaveSucceeded({ outputs: { drift: '[]' } });
  expect(kinds[0]).toBe('deploy');
  const hold = await run(commit, { ...template, operation: 'hold', reason: 'month end' });
  expect(hold).toHaveEndedWith('held');
  expect((await stage.gitops.log('main'))[0]?.message).toMatch(
    /^chore\(deploy\): flux-airflow no deployments month end\n/,
  );
  const wrong = await run(commit, { 'commit-message': 'chore: deploy' });
  expect(wrong).toHaveFailedWith('input-commit-message');
});

test('text that people write triggers nothing in the GitOps repository', async () => {
  const commit = await mergeDag(stage, 'orders');
  const reason = 'Fixes #7 [skip ci] for @org/team, see #12';
  const held = await run(commit, { operation: 'hold', reason });
  expect(held).toHaveEndedWith('held');
  const message = (await stage.gitops.log('main'))[0]?.message ?? '';
  const text = '“Fixes” flux-data/flux-airflow#7 [skip-ci] for @ org/team, see flux-data/flux-airflow#12';
  expect(message).toContain(`- ${text}\n`);
  expect(message).toContain(`Reason: ${text}\n`);
});
