import type { Answers } from '../../../../cli/init/answers.ts';

/** The answers for a repository with a layout of its own. */
export const ANSWERS: Answers = {
  repository: 'team/etl',
  image: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/etl',
  account: '123456789012',
  region: 'eu-west-1',
  awsRole: 'arn:aws:iam::123456789012:role/etl-deployer',
  gitops: 'team/gitops',
  valuesFile: 'prod/etl.yaml',
  leads: '@team/leads',
  operators: undefined,
  appId: undefined,
  dockerfile: 'docker/Dockerfile',
  context: 'docker',
  dags: 'pipelines',
  paths: ['docker/Dockerfile', 'pipelines/a.py'],
  release: 'v0.1.0',
};
