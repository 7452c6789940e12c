import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import {
  neededPermissions,
  type ReusableWorkflow,
  readReusableWorkflows,
  renderReusableWorkflows,
} from '../../scripts/reusable-workflows.ts';
import { parsePolicy } from '../../src/policy/policy.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const TUTORIAL = read('docs/tutorial/first-deployment.md');
const CALLERS = readdirSync(join(ROOT, 'template/.github/workflows')).map((file) => `.github/workflows/${file}`);

/** Returns the only job of a caller, and the workflow that it calls. */
function readCall(file: string) {
  const [job] = Object.values<Call>(parse(read(join('template', file))).jobs);
  const called = readReusableWorkflows().find((workflow) => job?.uses.includes(`/${workflow.file}@`));
  if (job === undefined || called === undefined) throw new Error(`${file} does not call a reusable workflow`);
  return { job, called };
}

interface Call {
  readonly name: string;
  readonly uses: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly with: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, string>>;
}

test.each([
  'Dockerfile',
  '.dockerignore',
  'airflow/config/airflow.cfg',
  'airflow/tests/conftest.py',
  'airflow/tests/test_dags.py',
])('the template’s %s is this repository’s', (file) => {
  expect(read(join('template', file))).toBe(read(file));
});

test.each(['pyproject.toml', 'requirements.txt'])('the template’s %s has only lines of this repository’s', (file) => {
  const ours = new Set(read(file).split('\n'));
  expect(
    read(join('template', file))
      .split('\n')
      .filter((line) => !ours.has(line)),
  ).toEqual([]);
});

test('only a few files of .github have placeholders, and the tutorial fills in all of them', () => {
  const files = readdirSync(join(ROOT, 'template'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const open = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/<[a-z-]+>/g)].map(([place]) => ({
      place,
      file: file.slice(ROOT.length + 10),
    })),
  );
  expect(new Set(open.map(({ file }) => file))).toEqual(new Set(['.github/CODEOWNERS', ...CALLERS]));
  const filled = [...TUTORIAL.matchAll(/-e "s\|(<[a-z-]+>)\|/g)].map(([, place]) => place);
  expect(new Set(open.map(({ place }) => place))).toEqual(new Set(filled));
});

test.each(CALLERS)('%s grants the permissions that the called jobs need, and passes on their inputs', (file) => {
  const { job, called } = readCall(file);
  expect(job.permissions).toEqual(neededPermissions(called));
  const { inputs, secrets } = called.on.workflow_call;
  expectToFit(job.with, inputs);
  expectToFit(job.secrets ?? {}, secrets ?? {});
});

function expectToFit(given: object, takes: ReusableWorkflow['on']['workflow_call']['inputs']): void {
  const required = Object.entries(takes).filter(([, input]) => input.required === true);
  expect(Object.keys(takes)).toEqual(expect.arrayContaining(Object.keys(given)));
  expect(Object.keys(given)).toEqual(expect.arrayContaining(required.map(([name]) => name)));
}

test('the checks that the policy and the tutorial require are jobs of every pull request', () => {
  const { job, called } = readCall('.github/workflows/pull-request.yaml');
  const reported = Object.values(called.jobs).map(({ name }) => `${job.name} / ${name}`);
  const { protect } = parsePolicy(read('template/.github/flux-airflow.yaml'));
  expect(reported).toEqual(expect.arrayContaining([...protect.checks]));
  const demanded = [...TUTORIAL.matchAll(/"context": "([^"]+)"/g)].map(([, check]) => check);
  expect(demanded).toEqual(protect.checks);
});

test('the jobs of the reusable workflows have the same steps as this repository’s own', () => {
  const own = { ...parse(read('.github/workflows/pull-request.yaml')).jobs };
  const [called] = readReusableWorkflows().filter(({ file }) => file === 'reusable-pull-request.yaml');
  const steps = (job: { steps: readonly { run?: string }[] }) => job.steps.flatMap(({ run }) => run ?? []);
  expect(steps(called?.jobs.dags as never)).toEqual(steps(own.dags));
});

test('the reference of the reusable workflows matches them (npm run docs)', () => {
  expect(read('docs/reference/reusable-workflows.md')).toBe(renderReusableWorkflows());
});
