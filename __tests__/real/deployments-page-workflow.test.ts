/** Runs the workflow that publishes the deployments page, from its how-to, with act. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { LEAD, type Stage, startStage } from '../../sandbox/stage/stage.ts';
import { readExamples, readPage } from '../repository/markdown.ts';
import { describeWith } from './parts/find-part.ts';
import { releasedFiles } from './parts/released.ts';
import { runOnMain } from './parts/stage-workflow.ts';

const RELEASE = 'd'.repeat(40);
const WORKFLOW = '.github/workflows/deployments-page.yaml';

const example = readExamples(readPage('docs/how-to/deployments-page.md')).find(({ text }) => /^jobs:/m.test(text));
const workflow = (example?.text ?? '').replaceAll('<commit>', RELEASE);

describeWith(['act'], 'the workflow of the deployments page with act', ({ act = '' }) => {
  let stage: Stage;
  let release: string;
  beforeAll(async () => {
    stage = await startStage({ files: { [WORKFLOW]: workflow } });
    release = join(stage.directory, 'release');
    for (const [path, bytes] of Object.entries(await releasedFiles())) {
      await mkdir(dirname(join(release, path)), { recursive: true });
      await writeFile(join(release, path), bytes);
    }
  });
  afterAll(() => stage.close());

  test('it publishes one page with the deployed versions and their approvers', async () => {
    const commit = await mergeDag(stage, 'orders');
    expect(await stage.run(commit)).toHaveDeployed();
    const pages = join(stage.directory, 'pages');
    const run = await runOnMain(stage, {
      act,
      workflow: 'deployments-page.yaml',
      eventName: 'workflow_dispatch',
      repositories: { [`flux-data/flux-airflow@${RELEASE}`]: release },
      environment: { SANDBOX_PAGES: pages },
    });
    expect(run).toHaveSucceeded({ log: `page_url=file://${pages}/site/` });
    const page = await readFile(join(pages, 'site/index.html'), 'utf8');
    for (const shown of [`version-${commit}`, LEAD]) expect(page).toContain(shown);
    for (const secret of stage.secrets()) expect(`${page}${run.log}`).not.toContain(secret);
  });
});
