/** Tests the actions in a job with `container:`: a real container whose image has git, and nothing else. */
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mergeDag } from '../../demo/pull-request.ts';
import { type DockerEngine, startDockerEngine } from '../../sandbox/programs/docker-engine.ts';
import { importJobImage, launchInContainer } from '../../sandbox/programs/job-container.ts';
import { ENGINEER, LEAD, type Stage, startStage } from '../../sandbox/stage/stage.ts';
import { describeWith } from './parts/find-part.ts';

const ROOT = resolve(import.meta.dirname, '../..');

describeWith(['docker'], 'a job in a container', ({ docker: dockerd = '' }) => {
  let stage: Stage;
  let engine: DockerEngine;
  beforeAll(async () => {
    [stage, engine] = await Promise.all([startStage(), startDockerEngine(dockerd, {})]);
    await importJobImage(engine);
  });
  afterAll(async () => {
    await engine?.close();
    await stage?.close();
  });

  const run = (commit: string, step: Parameters<Stage['run']>[1] = {}) =>
    stage.run(commit, { ...step, launch: launchInContainer(engine, [ROOT, stage.directory]) });

  test('a change of DAGs is deployed, and a rerun changes nothing', async () => {
    const commit = await mergeDag(stage, 'orders');
    expect(await run(commit)).toHaveDeployed({ titles: [] });
    expect(await run(commit)).toHaveDeployed({ outputs: { outcome: 'unchanged' } });
  });

  test('a rollback holds deployments, a status shows both, and a resume ends it', async () => {
    const good = await mergeDag(stage, 'good');
    const bad = await mergeDag(stage, 'bad');
    for (const commit of [good, bad]) expect(await run(commit)).toHaveDeployed();
    const tag = `version-${good}`;
    const inputs = { operation: 'rollback', 'rollback-to': tag, reason: 'bad is wrong' };
    expect(await run(bad, { inputs })).toHaveDeployed({ outputs: { tag } });
    const status = await run(bad, { entry: 'status', inputs: stage.statusInputs() });
    expect(status).toHaveSucceeded({ outputs: { tag, held: 'true' } });
    const resume = { operation: 'resume', reason: 'bad is right' };
    expect(await run(bad, { inputs: resume })).toHaveDeployed({ outputs: { tag: `version-${bad}` } });
  });

  test('a new runtime needs Docker: without it, the run says so and changes nothing', async () => {
    const text = String(await stage.source.read('main', 'requirements.txt'));
    const files = { 'requirements.txt': `${text}\n# another runtime\n` };
    const branch = 'another-runtime';
    const parent = await stage.source.head('main');
    await stage.source.commit({ branch, message: 'Change', author: ENGINEER, files, parent });
    const pullRequest = await stage.source.openPullRequest({ title: 'Change', author: ENGINEER, head: branch });
    await pullRequest.review({ author: LEAD, state: 'APPROVED' });
    const commit = await pullRequest.merge({ method: 'squash', by: ENGINEER });
    const head = await stage.gitops.head('main');
    expect(await run(commit)).toHaveFailedWith('runtime-missing', {
      message: 'Docker, which builds it, is not installed on this runner',
    });
    expect(await stage.gitops.head('main')).toBe(head);
  });
});
