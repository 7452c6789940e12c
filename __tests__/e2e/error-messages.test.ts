/** Error messages: what failed, what is safe, what to do, and a link to the reference. */
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import type { ActionResult } from '../../sandbox/runner/run-action.ts';
import { ENGINEER, GITOPS, type Stage, startStage } from '../../sandbox/stage/stage.ts';
import { waitFor } from '../../sandbox/wait-for.ts';
import { shortenCommits } from '../../src/markdown.ts';
import { anchorOf } from '../../src/runner/reference-url.ts';
import { findReason } from '../setup/run-expectation.ts';

const ROOT = resolve(import.meta.dirname, '../..');

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(async () => {
  await stage.close();
});

/** Returns the parts of the annotation that says why the step failed. */
function read({ annotations }: ActionResult) {
  const last = findReason(annotations);
  const [, happened, safe, remedy, link] =
    /^([\s\S]*)\nSafe now: (.*)\nWhat to do: (.*)\nMore: (\S+)$/.exec(last?.message ?? '') ?? [];
  return { code: last?.title, happened, safe, remedy, link };
}

/** Checks that a URL points to a heading of an existing page. */
function expectSection(link: string | undefined): void {
  const { pathname, hash } = new URL(link ?? '');
  const page = readFileSync(join(ROOT, pathname.replace(/^.*\/blob\/[^/]+\//, '')), 'utf8');
  const anchors = [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));
  expect(anchors).toContain(hash.slice(1));
}

test('with twelve findings, the annotation with what to do is among the ten that the runner keeps', async () => {
  let commit = '';
  for (let count = 0; count < 12; count += 1) {
    const files = { [`airflow/dags/d${count}.py`]: `n = ${count}\n` };
    commit = await stage.source.commit({ branch: 'main', message: `Push ${count}`, author: ENGINEER, files });
  }
  const result = await stage.run(commit);
  expect(result).toHaveFailedWith('approval-missing', { message: /^12 commits are not approved/ });
  expect(result.annotations).toHaveLength(10);
  expect(result.log).toContain('3 more: see the job summary.');
  expect(result.summary.match(/Push \d+/g)).toHaveLength(12);
});

test('an early rejection says that production is unchanged, and links to its section', async () => {
  const commit = await mergeDag(stage, 'orders');
  const result = await stage.run(commit, { inputs: { 'values-file': 'applications/gone.yaml' } });
  expect(result).toHaveFailedWith('values-file-missing');
  const { happened, safe, remedy, link } = read(result);
  expect(safe).toBe('Nothing was committed to the GitOps repository; production is unchanged.');
  expect(happened).toContain('applications/gone.yaml');
  expect(remedy).toContain('values-file');
  expect(link).toBe('https://github.com/flux-data/flux-airflow/blob/main/docs/reference/errors.md#values-file-missing');
  expectSection(link);
  const short = [happened, safe].map((text = '') => shortenCommits(text));
  for (const part of [...short, remedy, link]) expect(result.summary).toContain(part);
});

test('links to the reference of the running version', async () => {
  const environment = { ...stage.environment, GITHUB_ACTION_REPOSITORY: 'acme/flux-airflow', GITHUB_ACTION_REF: 'v1' };
  const result = await stage.run(stage.first, { environment, inputs: { mode: 'push' } });
  expect(result).toHaveFailedWith('input-mode');
  const { link } = read(result);
  expect(link).toBe(`${stage.github.url}/acme/flux-airflow/blob/v1/docs/reference/errors.md#input-mode`);
  expectSection(link);
});

test('an outage after the commit names the commit, and a rerun is safe', async () => {
  stage.argocd.setScenario('flux-airflow', { kind: 'stuck' });
  const { argocd, argocdToken } = stage;
  const seen = { 'argocd-server': argocd.url, 'argocd-app': 'flux-airflow', 'argocd-token': argocdToken };
  const result = await stage.run(await mergeDag(stage, 'orders'), { inputs: { ...seen, 'rollout-timeout': '0.1' } });
  expect(result).toHaveFailedWith('rollout-timeout');
  const { safe } = read(result);
  const head = (await stage.gitops.head('main')).slice(0, 7);
  expect(safe).toMatch(new RegExp(`^The commit ${head} is in ${GITOPS}\\. The old pods usually keep running`));
});

test('a lost response to the commit is reported as unknown', async () => {
  stage.github.service.faults.plan({ route: 'graphql CommitFile', nth: 1, fault: 'lost-answer' });
  // Less than a millisecond: the time is over before the shortest wait for another attempt.
  const result = await stage.run(await mergeDag(stage, 'orders'), { inputs: { 'gitops-timeout': '0.00001' } });
  expect(result).toHaveFailedWith('service-unavailable');
  const { safe } = read(result);
  expect(safe).toMatch(/^It is unknown whether version-\w+ was committed to \S+\. A rerun checks/);
});

/** https://github.com/actions-automation/manage-your-labels/issues/4; the second type is unknown to every client. */
test.each(['UNPROCESSABLE', 'NOT_YET_INVENTED'])(
  'GitHub rejects the commit with type %s: one call, GitHub’s message, nothing committed',
  async (type) => {
    const graphqlError = { type, message: 'Repository was archived so is read-only' };
    for (const nth of [1, 2, 3])
      stage.github.service.faults.plan({ route: 'graphql CommitFile', nth, fault: { graphqlError } });
    const head = await stage.gitops.head('main');
    const result = await stage.run(await mergeDag(stage, 'orders'), { inputs: { 'gitops-timeout': '0.1' } });
    expect(result).toHaveFailedWith('github-refused');
    const { happened, safe } = read(result);
    expect({ happened, safe }).toEqual({
      happened: 'GitHub refused POST /graphql CommitFile: Repository was archived so is read-only.',
      safe: expect.stringMatching(/Nothing was committed to the GitOps repository; production is unchanged\.$/),
    });
    expect(stage.github.service.calls.filter(({ route }) => route === 'graphql CommitFile')).toHaveLength(1);
    expect(await stage.gitops.head('main')).toBe(head);
  },
);

test('an internal error has a code, the safe state and where to report it, and redacts secrets', async () => {
  const password = 'hunter2-of-the-registry';
  const workspace = stage.directory;
  const event = join(workspace, 'event.json');
  await writeFile(event, password);
  const result = await stage.run(stage.first, {
    entry: 'guard',
    environment: { ...stage.environment, GITHUB_EVENT_PATH: event },
    inputs: { 'values-files': 'a.yaml', 'registry-username': 'u', 'registry-password': password },
  });
  expect(result).toHaveFailedWith('internal-error', { summary: 'SyntaxError' });
  const { happened, safe, remedy, link } = read(result);
  expect(safe).toBe('This step only reads; it changed nothing.');
  expect(happened).toMatch(/^flux-airflow failed with an unexpected error: SyntaxError: /);
  expect(remedy).toContain('https://github.com/flux-data/flux-airflow/issues');
  expectSection(link);
  expect(result.summary).not.toContain(password);
});

test('a cancelled run has a code, and reports the commit as unknown', async () => {
  stage.github.service.faults.plan({ route: 'graphql CommitFile', nth: 1, fault: 'hang-after' });
  const before = await stage.gitops.head('main');
  const cancel = new AbortController();
  const running = stage.run(await mergeDag(stage, 'orders'), { cancel: cancel.signal });
  await waitFor('the deployment’s commit', async () => (await stage.gitops.head('main')) !== before);
  cancel.abort();
  const result = await running;
  expect(result).toHaveExitedWith(null, { summary: '❌ deploy: the run was cancelled' });
  const { code, safe, link } = read(result);
  expect(code).toBe('cancelled');
  expect(safe).toMatch(/^It is unknown whether version-\w+ was committed to \S+\. A rerun checks/);
  expectSection(link);
  const text = stage.source.pullRequests.at(-1)?.comments.at(-1)?.body;
  expect(text).toContain('## 🚫 The run was cancelled');
  expect(text).toContain('It is unknown whether version-');
});

test('shows the headline of a commit as plain text: no picture, no link, no HTML', async () => {
  const message = 'Tidy <img src=x> ![a](http://evil.example/a) [login](http://evil.example)';
  const files = { 'airflow/dags/evil.py': 'x = 1\n' };
  const result = await stage.run(await stage.source.commit({ branch: 'main', message, author: ENGINEER, files }));
  expect(result).toHaveFailedWith('approval-missing');
  expect(result.summary).toContain('Tidy &#60;img src=x&#62;');
  expect(result.summary).not.toMatch(/[^\\]\[(?:a|login)[^\\]?\]/);
});

test('warnings link to their sections', async () => {
  const result = await stage.run(await mergeDag(stage, 'orders'), {
    inputs: { operation: 'hold', reason: 'Cluster upgrade' },
  });
  expect(result).toHaveEndedWith('held');
  const held = await stage.run(await mergeDag(stage, 'prices'));
  const [warning] = held.annotations;
  expect(held).toHaveSucceeded();
  expect(warning).toMatchObject({ level: 'warning', title: 'held' });
  expectSection(/\nMore: (\S+)$/.exec(warning?.message ?? '')?.[1]);
});
