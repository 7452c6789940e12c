import { expect, test } from '@jest/globals';
import { findContext, findDockerfiles } from '../../../../cli/repository/dockerfiles.ts';
import { listFiles } from '../../../../cli/repository/files.ts';
import { writeTree } from '../file-tree.ts';

const AIRFLOW = 'FROM apache/airflow:3.3.2\nCOPY dags /opt/airflow/dags\n';

const find = async (files: Record<string, string>) => findDockerfiles(await listFiles(writeTree(files)));

test('of several Dockerfiles, those that mention Airflow are found, under each of the usual names', async () => {
  const files = {
    'api/Dockerfile': 'FROM node:24\n',
    'airflow/Dockerfile': AIRFLOW,
    'Dockerfile.airflow': AIRFLOW,
    'images/worker.Dockerfile': 'FROM quay.io/astronomer/astro-runtime:13.1.0\n',
    'local/.Dockerfile': AIRFLOW,
    'Dockerfile.dockerignore': 'airflow',
    'docs/Dockerfile.md': 'How to write a Dockerfile for Airflow',
  };
  const found = ['Dockerfile.airflow', 'airflow/Dockerfile', 'images/worker.Dockerfile', 'local/.Dockerfile'];
  expect(await find(files)).toEqual(found);
});

test('if none mentions Airflow, all are found', async () => {
  expect(await find({ Dockerfile: 'FROM python:3.13\n', 'api/Dockerfile': 'FROM node:24\n' })).toHaveLength(2);
});

test.each([
  ['its own folder, if only that has the sources', { 'airflow/dags/a.py': '' }, 'airflow'],
  ['the root, if that has the sources', { 'dags/a.py': '' }, '.'],
  ['the root, if both have them', { 'dags/a.py': '', 'airflow/dags/a.py': '' }, '.'],
])('the build context is %s', async (_, files, context) => {
  const listed = await listFiles(writeTree({ 'airflow/Dockerfile': AIRFLOW, ...files }));
  expect(await findContext(listed, 'airflow/Dockerfile')).toBe(context);
});
