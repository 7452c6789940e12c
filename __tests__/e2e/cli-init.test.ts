import { execFileSync } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { writeTree } from '../unit/cli/file-tree.ts';
import { runCli } from './run-cli.ts';

const FLAGS = [
  ...['--image', '123456789012.dkr.ecr.eu-west-1.amazonaws.com/etl', '--gitops-repository', 'team/gitops'],
  ...['--values-file', 'prod/etl.yaml', '--leads', '@team/leads'],
];

function repository(): string {
  const directory = writeTree({
    Dockerfile: 'FROM apache/airflow:3.3.2\nCOPY dags /opt/airflow/dags\n',
    'dags/a.py': '',
  });
  execFileSync('git', ['init', '--quiet', directory]);
  execFileSync('git', ['-C', directory, 'remote', 'add', 'origin', 'git@github.com:team/etl.git']);
  return directory;
}

const init = (directory: string, ...flags: readonly string[]) => runCli(['init', '--repo', directory, ...flags]);

test('writes what is missing, changes nothing on the second run, and never overwrites a changed file', async () => {
  const directory = repository();
  const first = await init(directory, ...FLAGS);
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(readdirSync(join(directory, '.github'))).toEqual(['CODEOWNERS', 'flux-airflow.yaml', 'workflows']);
  const again = await init(directory, ...FLAGS, '--json');
  expect(JSON.parse(again.stdout)).toMatchObject({ added: [], different: [], written: true });
  const workflow = join(directory, '.github/workflows/deploy.yaml');
  appendFileSync(workflow, '# ours\n');
  const stopped = await init(directory, ...FLAGS);
  expect(stopped.code).toBe(1);
  expect(stopped.stdout).toMatch(/^-# ours$[\s\S]*Nothing was written/m);
  expect(readFileSync(workflow, 'utf8')).toContain('# ours');
  expect(await init(directory, ...FLAGS, '--force')).toMatchObject({ code: 0 });
  expect(readFileSync(workflow, 'utf8')).not.toContain('# ours');
});

test('without a terminal, the missing options are listed', async () => {
  const { code, stderr } = await init(repository());
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /^These options are missing:\n {2}--image[\s\S]*--gitops-repository[\s\S]*--values-file[\s\S]*--leads/,
  );
  expect(stderr).not.toContain('--repository ');
});

test.each([
  [['--image', 'ghcr.io/team/etl'], /^ghcr\.io\/team\/etl is not an image in Amazon ECR/],
  [['--gitops-repository', 'gitops'], /^"gitops" is not valid for --gitops-repository/],
  [['--leads', 'ada'], /^"ada" is not valid for --leads/],
  [['--file', 'missing'], /^The repository has no file missing\. Correct --file\.$/m],
])('%j is rejected in one sentence, and nothing is written', async (flags, message) => {
  const directory = repository();
  const { code, stderr } = await init(directory, ...FLAGS, ...flags);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
  expect(readdirSync(directory)).toEqual(['.git', 'Dockerfile', 'dags']);
});
