import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dagFile } from '../../demo/pull-request.ts';
import type { DockerEngine } from '../../sandbox/programs/docker-engine.ts';
import { findPython, typesCache } from '../../sandbox/programs/python.ts';
import { ENGINEER } from '../../sandbox/stage/stage.ts';
import { ruleset, SETTINGS } from '../e2e/protect-stage.ts';
import { Adoption, TEAM_IMAGE } from './parts/adoption.ts';
import { startBuilder } from './parts/builder.ts';
import { describeWith } from './parts/find-part.ts';
import { AIRFLOW_BASE } from './parts/offline.ts';
import { releasedFiles } from './parts/released.ts';

const REQUIRED = ['dags', 'check'].map((job) => ({ context: `pull-request / ${job}`, integration_id: 15368 }));
const PARTS = ['act', 'airflow', 'airflow-image', 'buildx', 'docker'] as const;

/** Returns the template as a team fills it in. */
async function filledTemplate(): Promise<Record<string, string>> {
  const files = Object.entries(await releasedFiles()).filter(([path]) => path.startsWith('template/'));
  // This machine's Python is not the image's. real/template.test.ts resolves them for the image's.
  const fill = (text: Buffer) =>
    String(text)
      .replace('--constraint constraints.txt\n', '')
      .replaceAll('<image>', TEAM_IMAGE)
      .replaceAll('<leads>', '@ada');
  return Object.fromEntries(files.map(([path, text]) => [path.replace('template/', ''), fill(text)]));
}

describeWith(PARTS, 'a team’s pull-request.yaml with act, on a real engine', (programs) => {
  const { act = '', airflow = '', buildx = '', docker = '' } = programs;
  let adoption: Adoption;
  let engine: DockerEngine;
  beforeAll(async () => {
    adoption = await Adoption.start({ act, aws: 'aws', iam: '' });
    await adoption.createRepository(await filledTemplate());
    adoption.team.setSettings(SETTINGS);
    adoption.team.setRulesets([ruleset({}, { required_status_checks: REQUIRED })]);
    engine = await startBuilder(docker, buildx);
    const loaded = await engine.docker('load', '--quiet', '--input', programs['airflow-image'] ?? '');
    await engine.docker(
      'tag',
      String(loaded)
        .trim()
        .replace(/^Loaded image( ID)?: /, ''),
      AIRFLOW_BASE,
    );
  }, 600_000);
  afterAll(async () => {
    await engine.close();
    await adoption.close();
  });

  test('a DAG that loads in the image passes all three jobs', async () => {
    const { team } = adoption;
    const files = { 'airflow/dags/orders.py': dagFile('orders') };
    await team.commit({
      branch: 'orders',
      message: 'orders',
      author: ENGINEER,
      files,
      parent: await team.head('main'),
    });
    const pullRequest = await team.openPullRequest({ title: 'Add orders', author: ENGINEER, head: 'orders' });
    const python = findPython(airflow);
    const types = { MYPY_CACHE_DIR: typesCache(python) };
    const machine = { NO_COLOR: '1', SANDBOX_PYTHON: python, ...types, ...engine.environment };
    const jobs = ['Load every DAG', 'Test', 'Audit'].map((name) => `Success - Main ${name}`);
    expect(await adoption.check(pullRequest, machine)).toHaveSucceeded({ log: jobs });
    expect(pullRequest.comments.map(({ body }) => body)).toEqual([expect.stringContaining('orders')]);
  }, 600_000);
});
