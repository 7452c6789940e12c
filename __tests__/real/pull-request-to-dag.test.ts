import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dagFile, mergeDag } from '../../demo/pull-request.ts';
import { type Distribution, startDistribution } from '../../sandbox/distribution/index.ts';
import type { PullRequest } from '../../sandbox/github/pull-request.ts';
import type { DockerEngine } from '../../sandbox/programs/docker-engine.ts';
import { checkout } from '../../sandbox/stage/checkout.ts';
import { ENGINEER, IMAGE, LEAD, type Stage, startStage, VALUES_FILE } from '../../sandbox/stage/stage.ts';
import { runWorkflow } from './parts/act.ts';
import { startBuilder } from './parts/builder.ts';
import { describeWith } from './parts/find-part.ts';
import { AIRFLOW_BASE, offlineFiles } from './parts/offline.ts';
import { repositoryFiles } from './parts/repository-files.ts';
import { runOnMain } from './parts/stage-workflow.ts';

const run = promisify(execFile);
const DAG = 'airflow/dags/counted.py';

describeWith(
  ['act', 'docker', 'buildx', 'crane', 'distribution', 'airflow-image'],
  'from a pull request to a DAG that runs',
  ({ act = '', docker = '', buildx = '', crane = '', 'airflow-image': airflow = '' }) => {
    let directory: string;
    let stage: Stage;
    let engine: DockerEngine;
    let pullRequest: PullRequest;
    let registry: Distribution;
    let image: string;
    /** The number of DAG files of this repository; each defines one DAG. */
    let existing: number;

    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), 'flux-airflow-to-dag-'));
      const files = { ...(await repositoryFiles()), ...(await offlineFiles(directory)) };
      existing = Object.keys(files).filter((path) => /^airflow\/dags\/.*\.py$/.test(path)).length;
      [stage, registry] = await Promise.all([startStage({ files }), startDistribution()]);
      image = `${registry.host}/flux-airflow`;
      const env = { PATH: process.env.PATH, HOME: directory };
      await run(crane, ['push', '--insecure', airflow, `${registry.host}/${AIRFLOW_BASE}`], { env });
      const values = String(await stage.gitops.read('main', VALUES_FILE)).replace(IMAGE, image);
      const own = { [VALUES_FILE]: values };
      await stage.gitops.commit({ branch: 'main', message: 'Another registry', author: LEAD, files: own });
      engine = await startBuilder(docker, buildx);
    });
    afterAll(async () => {
      await engine?.close();
      await Promise.all([stage?.close(), registry?.close()]);
      await rm(directory, { recursive: true, force: true });
    });

    async function push(text: string): Promise<string> {
      const parent = (await stage.source.resolve('refs/heads/counted')) ?? stage.first;
      const files = { [DAG]: text };
      return stage.source.commit({ branch: 'counted', message: 'Count', author: ENGINEER, files, parent });
    }

    /** Returns the event payload of the pull request. */
    const event = async () => {
      const sha = await pullRequest.head();
      return { number: pullRequest.number, head: { sha, repo: { full_name: stage.source.fullName } } };
    };

    async function deployedTag(): Promise<string | undefined> {
      return /^ {4}tag: (\S+)/m.exec(String(await stage.gitops.read('main', VALUES_FILE)))?.[1];
    }

    /** Changes files with an approved pull request. Returns the commit on main. */
    async function mergeFiles(files: Record<string, string>): Promise<string> {
      const parent = await stage.source.head('main');
      await stage.source.commit({ branch: 'cure', message: 'Cure', author: ENGINEER, files, parent });
      const cure = await stage.source.openPullRequest({ title: 'Cure', author: ENGINEER, head: 'cure' });
      await cure.review({ author: LEAD, state: 'APPROVED' });
      return cure.merge({ method: 'squash', by: ENGINEER });
    }

    test('a broken DAG fails at its line, in the image that would be deployed', async () => {
      const text = dagFile('counted').replace('count()\n\n\ncounted', 'cuont()\n\n\ncounted');
      const head = await push(text);
      pullRequest = await stage.source.openPullRequest({ title: 'Count', author: ENGINEER, head: 'counted' });
      const red = await stage.run(head, {
        entry: 'check',
        eventName: 'pull_request',
        event: { pull_request: await event() },
        environment: engine.environment,
        limitMs: 400_000,
        inputs: { 'registry-mirror': registry.host, base: stage.first },
      });
      const line = text.split('\n').indexOf('    cuont()') + 1;
      expect(red.annotations).toEqual([
        expect.objectContaining({ level: 'error', file: DAG, line, message: expect.stringContaining('cuont') }),
      ]);
      expect(red.log.join('\n')).toContain(`${existing + 1} files, ${existing} DAGs, 1 error,`);
      expect(red.summary).toContain('loaded by Airflow 3.3.2');
    }, 500_000);

    test('fixed, the workflow pull-request.yaml succeeds, with the picture in the comment', async () => {
      await push(dagFile('counted'));
      const run = await runWorkflow({
        act,
        workflow: 'pull-request.yaml',
        job: 'check',
        eventName: 'pull_request',
        event: { action: 'synchronize', number: pullRequest.number, pull_request: await event() },
        workspace: await checkout(stage.source.directory, await pullRequest.testMerge(), stage.directory),
        githubUrl: stage.github.url,
        vars: { IMAGE: image, REGISTRY_MIRROR: registry.host },
        secrets: { GITHUB_TOKEN: stage.workflowToken },
        environment: { NO_COLOR: '1', ...engine.environment },
      });
      expect(run).toHaveSucceeded({ log: `${existing + 1} files, ${existing + 1} DAGs, 0 errors` });
      const [comment, ...others] = pullRequest.comments.map(({ body }) => body);
      expect(others).toEqual([]);
      expect(comment).toMatch(
        /✅ All DAGs load[\s\S]*🟢 added \| counted[\s\S]*```mermaid[\s\S]*unchanged; the image is ready in seconds/,
      );
    }, 500_000);

    /** Runs a workflow on main with this registry and this engine. */
    const onMain = (workflow: string, inputs?: Record<string, string>) =>
      runOnMain(stage, {
        act,
        workflow,
        eventName: inputs === undefined ? 'push' : 'workflow_dispatch',
        vars: { IMAGE: image, REGISTRY_MIRROR: registry.host },
        environment: engine.environment,
        ...(inputs === undefined ? {} : { inputs }),
      });

    test('merged, deploy.yaml deploys it; a container of the image runs the DAG successfully without a network', async () => {
      await pullRequest.review({ author: LEAD, state: 'APPROVED' });
      const merge = await pullRequest.merge({ method: 'squash', by: ENGINEER });
      expect(await onMain('deploy.yaml')).toHaveSucceeded({ log: `version-${merge} is committed` });
      expect(await deployedTag()).toBe(`version-${merge}`);
      expect(pullRequest.comments.map(({ body }) => body)).toEqual([
        expect.stringMatching(/is committed to production[\s\S]*✅ All DAGs load[\s\S]*```mermaid/),
      ]);
      const command = 'airflow db migrate >/dev/null 2>&1 && airflow dags test counted 2>&1';
      const options = ['--rm', '--network', 'none', '--env', 'NO_COLOR=1'];
      const said = await engine.docker('run', ...options, `${image}:version-${merge}`, 'bash', '-c', command);
      expect(String(said)).toMatch(/Marking run .*counted.* successful|state=success/);
    }, 500_000);

    test('rollback.yaml restores the previous image and holds deployments; resume.yaml builds what was merged since', async () => {
      const good = await stage.source.head('main');
      const bad = await mergeDag(stage, 'invoices');
      expect(await onMain('deploy.yaml')).toHaveSucceeded();
      expect(await deployedTag()).toBe(`version-${bad}`);
      const back = await onMain('rollback.yaml', { 'rollback-to': `version-${good}`, reason: 'invoices count twice' });
      expect(back).toHaveSucceeded();
      expect(await deployedTag()).toBe(`version-${good}`);
      const requirements = `${await stage.source.read('main', 'requirements.txt')}# resumed\n`;
      const dag = dagFile('paid_invoices');
      const cure = await mergeFiles({ 'requirements.txt': requirements, 'airflow/dags/invoices.py': dag });
      const held = await onMain('deploy.yaml');
      expect(held).toHaveSucceeded({ log: 'invoices count twice' });
      expect(await deployedTag()).toBe(`version-${good}`);
      const resumed = await onMain('resume.yaml', {});
      expect(resumed).toHaveSucceeded({ log: `version-${cure} is committed` });
      expect(await deployedTag()).toBe(`version-${cure}`);
      expect(await stage.gitops.read('main', `${VALUES_FILE}.hold`)).toBeUndefined();
      const command = 'tail -n 1 /requirements.txt && grep -c paid_invoices /opt/airflow/dags/invoices.py';
      const options = ['--rm', '--network', 'none', '--entrypoint', 'bash'];
      const said = await engine.docker('run', ...options, `${image}:version-${cure}`, '-c', command);
      expect(String(said)).toBe('# resumed\n2\n');
    }, 500_000);
  },
);
