import { expect, test } from '@jest/globals';
import type { Deployed, TryResult } from '../../../../cli/try/result.ts';
import { judgeTry } from '../../../../cli/try/verdict.ts';

const DEPLOYED: Deployed = {
  title: 'Add a DAG',
  outcome: 'deployed',
  exitCode: 0,
  milliseconds: 940,
  usedDocker: false,
  log: [],
  annotations: [],
  summary: '',
  comment: '',
  commit: '',
  tag: 'version-1',
};

const RESULT: TryResult = {
  repository: '/team/airflow',
  dockerfile: { path: 'airflow/Dockerfile', isExample: false, lines: [], onBuild: [] },
  context: 'airflow',
  dagFile: 'airflow/dags/flux_airflow_try.py',
  hasDags: true,
  values: { path: 'values.yaml', text: '', image: 'x.io/a', inputs: {}, notes: [], isExample: false },
  fixes: [],
  first: { ...DEPLOYED, usedDocker: true },
  second: DEPLOYED,
  isWhole: false,
  codeLayer: [],
  inputs: {},
  milliseconds: 1,
};

test('a DAG that is deployed without Docker is good', () => {
  expect(judgeTry(RESULT)).toMatchObject({
    level: 'good',
    headline: 'A new DAG is deployed in 0.9 s, without Docker.',
  });
});

test('a DAG that needs Docker is slow, and says why once', () => {
  const message = 'This line copies code before a later RUN. Move it after the last RUN.\nMore: https://x.io';
  const warning = { level: 'warning', title: 'code before RUN', message, file: 'Dockerfile', line: 4 } as const;
  const annotated = { ...DEPLOYED, usedDocker: true, annotations: [warning] };
  const { level, faster } = judgeTry({ ...RESULT, first: annotated, second: annotated });
  expect({ level, faster }).toEqual({
    level: 'slow',
    faster: [
      {
        problem: 'Dockerfile line 4: This line copies code before a later RUN.',
        remedy: 'Move it after the last RUN.',
      },
    ],
  });
});

test('a DAG that reaches no image has the COPY that is missing, relative to the build context', () => {
  const { level, before } = judgeTry({ ...RESULT, second: { ...DEPLOYED, outcome: 'unchanged' } });
  expect(level).toBe('failed');
  expect(before[0]?.remedy).toContain('after the last RUN of airflow/Dockerfile: COPY dags <');
});

test('a repository without DAGs is asked for its DAG folder', () => {
  const second = { ...DEPLOYED, outcome: 'unchanged' };
  expect(judgeTry({ ...RESULT, second, hasDags: false }).before[0]?.remedy).toBe('Name the DAG folder with --dags.');
});

test('a failed deployment has the words of the action', () => {
  const message = 'The image is missing.\nSafe now: nothing was pushed.\nWhat to do: Push it.\nMore: https://x.io';
  const annotations = [{ level: 'error', title: 'image-missing', message } as const];
  const first = { ...DEPLOYED, outcome: 'failed', annotations };
  const { level, before } = judgeTry({ ...RESULT, first, second: undefined });
  expect({ level, before }).toEqual({
    level: 'failed',
    before: [{ problem: 'The image is missing.', remedy: 'Push it.' }],
  });
});

test('the notes about the values file are work before the first deployment', () => {
  const values = { ...RESULT.values, notes: ['Set images.airflow.repository.'] };
  expect(judgeTry({ ...RESULT, values }).before).toEqual([
    { problem: 'values.yaml does not name your own image.', remedy: 'Set images.airflow.repository.' },
  ]);
});
