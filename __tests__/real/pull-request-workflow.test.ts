import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dagFile } from '../../demo/pull-request.ts';
import { findPython, typesCache } from '../../sandbox/programs/python.ts';
import { checkout } from '../../sandbox/stage/checkout.ts';
import { ENGINEER, type Stage, startStage } from '../../sandbox/stage/stage.ts';
import { type Advisories, startAdvisories } from '../integration/advisories.ts';
import { runWorkflow, type WorkflowResult } from './parts/act.ts';
import { describeWith } from './parts/find-part.ts';
import { repositoryFiles } from './parts/repository-files.ts';

describeWith(['act', 'airflow'], 'pull-request.yaml with act', ({ act = '', airflow = '' }) => {
  const python = findPython(airflow);
  let stage: Stage;
  let advisories: Advisories;
  beforeAll(async () => {
    advisories = await startAdvisories();
    stage = await startStage({ files: await repositoryFiles() });
  });
  afterAll(async () => {
    const commits = await stage.gitops.log('main');
    await stage.close();
    advisories.close();
    expect(commits).toHaveLength(1);
  });

  async function check(
    job: string,
    branch: string,
    files: Record<string, string>,
    environment: Record<string, string> = {},
  ): Promise<WorkflowResult> {
    const parent = await stage.source.head('main');
    const head = await stage.source.commit({ branch, message: branch, author: ENGINEER, files, parent });
    const pullRequest = await stage.source.openPullRequest({ title: branch, author: ENGINEER, head: branch });
    const { number } = pullRequest;
    const merge = await pullRequest.testMerge();
    const ends = { head: { ref: branch, sha: head }, base: { ref: 'main', sha: parent } };
    return runWorkflow({
      act,
      workflow: 'pull-request.yaml',
      job,
      eventName: 'pull_request',
      event: { action: 'opened', number, pull_request: { number, ...ends } },
      workspace: await checkout(stage.source.directory, merge, stage.directory),
      githubUrl: stage.github.url,
      secrets: { GITHUB_TOKEN: stage.workflowToken },
      environment: {
        NO_COLOR: '1',
        SANDBOX_PYTHON: python,
        MYPY_CACHE_DIR: typesCache(python),
        npm_config_registry: advisories.url,
        ...environment,
      },
    });
  }

  test('dags: a DAG that follows Airflow’s rules passes', async () => {
    const run = await check('dags', 'good', { 'airflow/dags/orders.py': dagFile('orders') });
    expect(run).toHaveSucceeded({ log: 'Success - Main Test' });
  });

  test('dags: the linter rejects a DAG that Airflow 3 would reject', async () => {
    const old = 'from airflow.operators.python import PythonOperator\n\nrun = PythonOperator\n';
    // The packages are installed. The test above resolves them, which takes ten seconds.
    const run = await check('dags', 'old', { 'airflow/dags/old.py': old }, { PIP_NO_DEPS: '1' });
    // Checks act's result of the step, because act may lose the output of a step of a few milliseconds.
    expect(run).toHaveExitedWith(1, { log: 'Failure - Main Lint, with Airflow' });
  });

  test('action: it installs, and runs the type check, the linter and the tests', async () => {
    const run = await check('action', 'docs', { 'docs/how-to/new.md': '# New\n' });
    const tests = /every import is allowed by ARROWS|Tests: +\d+ passed/;
    expect(run).toHaveSucceeded({ log: ['Success - Main Test, and check that dist/', tests] });
  }, 600_000);

  test('action: with DAG files only it ends at once, and says why', async () => {
    const run = await check('action', 'dags-only', { 'airflow/dags/loans.py': dagFile('loans') });
    expect(run).toHaveSucceeded({
      log: ['only DAG files changed: "airflow/dags/loans.py"', 'Success - Main Find out'],
    });
    expect(run.log).not.toMatch(/Main (?:Install|Type check|Lint|Test)/);
  });

  test.each([
    ['no known vulnerability: passes', 'clean', {}, 'Success'],
    ['a vulnerability in a bundled package: fails', 'hole', { yaml: 'moderate' }, 'Failure'],
  ])('dependencies: %s', async (_, branch, known, verdict) => {
    advisories.known = known;
    const run = await check('dependencies', branch, { 'docs/how-to/new.md': '# New\n' });
    const log = `${verdict} - Main Check the bundled packages`;
    expect(run).toHaveExitedWith(verdict === 'Success' ? 0 : 1, { log });
    expect(advisories.asked).toContain('@actions/core');
  });
});
