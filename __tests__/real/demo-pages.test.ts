import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { servePages } from '../../demo/pages/site.ts';
import { mergeDag } from '../../demo/pull-request.ts';
import { type RecordedRun, recordRuns } from '../../demo/record-runs.ts';
import { waitForArgoCd } from '../../demo/wait-for-argocd.ts';
import { type Browser, openBrowser } from '../../sandbox/programs/browser.ts';
import { type Stage, startStage } from '../../sandbox/stage/stage.ts';
import { describeWith } from './parts/find-part.ts';

/** Pictures of the pages, for people; git ignores them. */
const PICTURES = resolve(import.meta.dirname, '../../build-artefacts/pictures');

describeWith(['chromium'], 'the pages of `npm run demo -- --keep` in a browser', ({ chromium = '' }) => {
  let stage: Stage;
  let runs: readonly RecordedRun[];
  let browser: Browser;
  let commit: string;
  beforeAll(async () => {
    await mkdir(PICTURES, { recursive: true });
    ({ stage, runs } = recordRuns(await startStage({ checkAnswers: false })));
    commit = await mergeDag(stage, 'payments');
    const deployed = await stage.run(commit);
    expect(deployed).toHaveEndedWith('deployed');
    await waitForArgoCd(stage, deployed.outputs['commit-sha'] ?? '');
    expect(await stage.run(stage.first)).toHaveEndedWith('skipped');
    servePages({ stage, runs });
    browser = await openBrowser(chromium);
  });
  afterAll(async () => {
    await browser?.close();
    await stage?.close();
  });

  test.each([
    ['overview', () => '/', ['Add the DAG payments', 'deploy 1', 'skipped']],
    ['pull-request', () => '/flux-data/flux-airflow/pull/1', ['@ada: approved', 'is committed to production']],
    ['commit', () => `/flux-data/flux-airflow/commit/${commit}`, ['+def payments() -> None:']],
    ['run', () => '/flux-data/flux-airflow/actions/runs/1', ['success', 'Summary', 'Log']],
    ['argo-cd', () => '/argo-cd', ['Synced', 'Healthy', 'Rollouts']],
  ])('%s shows its facts, and fits into the window', async (name, path, facts) => {
    const answer = await fetch(`${stage.github.url}${path()}`);
    const script = '({ text: document.body.innerText, wide: document.documentElement.scrollWidth > innerWidth })';
    const picture = join(PICTURES, `demo-${name}.png`);
    const seen = await browser.look<{ text: string; wide: boolean }>(await answer.text(), script, picture);
    for (const fact of facts) expect(seen.text).toContain(fact);
    expect(seen.wide).toBe(false);
  });

  test('the deployments page is the one that the action writes', async () => {
    const answer = await fetch(`${stage.github.url}/deployments`);
    const seen = await browser.look<string>(
      await answer.text(),
      'document.title',
      join(PICTURES, 'demo-deployments.png'),
    );
    expect(seen).toContain('Deployments of flux-data/kubernetes-deployments');
  });

  test('an address that has no page is not found, and the API still answers', async () => {
    const addresses = ['/flux-data/flux-airflow/pull/99', '/flux-data/flux-airflow/commit/0', '/a/b/c'];
    const answers = await Promise.all(addresses.map((address) => fetch(stage.github.url + address)));
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    const headers = { authorization: `Bearer ${stage.workflowToken}` };
    const repository = await fetch(`${stage.github.url}/repos/flux-data/flux-airflow`, { headers });
    expect(repository.headers.get('content-type')).toContain('application/json');
  });
});
