/** Which run waits for another, is cancelled by it or blocks itself, by a model of GitHub's concurrency groups. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { evaluate } from './concurrency/expression.ts';
import { type Run, simulate, type Workflow } from './concurrency/runs.ts';
import { kindOf } from './examples.ts';
import { ROOT, readExamples, readPages } from './markdown.ts';

const DEPLOY = 'flux-data/flux-airflow/.github/workflows/reusable-deploy.yaml@v1';
const template = (file: string): Workflow =>
  parse(readFileSync(join(ROOT, 'template/.github/workflows', file), 'utf8'));

let count = 0;
function push(workflow: Workflow, sha: string, more: Partial<Run> = {}): Run {
  count += 1;
  const github = { sha, run_id: count, workflow: workflow.name, event_name: 'push', ref: 'refs/heads/main', event: {} };
  return { name: sha, workflow, github, ...more };
}

function byHand(name: string, inputs: Readonly<Record<string, unknown>>): Run {
  return { ...push(template('deploy.yaml'), 'head'), name, inputs };
}

/** The fates of the jobs alone. */
function jobs(fates: Readonly<Record<string, string>>): string[] {
  return Object.entries(fates).flatMap(([name, fate]) => (name.includes('/') ? [fate] : []));
}

test('the model plays what GitHub documents: one waits, a third cancels it, and a group of one’s own blocks', () => {
  const workflow = { on: 'push', jobs: { a: {} }, concurrency: { group: 'G' } };
  const fates = simulate(push(workflow, 'one'), push(workflow, 'two'), push(workflow, 'three'));
  expect(fates).toMatchObject({ one: 'runs', two: 'cancelled', three: 'waits' });
  const queued = { ...workflow, concurrency: { group: 'g', queue: 'max' } };
  expect(simulate(push(workflow, 'one'), push(queued, 'two'), push(queued, 'three'))).toMatchObject({
    two: 'waits',
    three: 'waits',
  });
  const cancelling = { ...workflow, concurrency: { group: 'g', 'cancel-in-progress': true } };
  expect(simulate(push(cancelling, 'one'), push(cancelling, 'two'))).toMatchObject({ one: 'cancelled', two: 'runs' });
  const twice = { ...workflow, jobs: { a: { concurrency: 'g' } } };
  expect(simulate(push(twice, 'one'))).toEqual({ one: 'runs', 'one/a': 'deadlock' });
});

test('expressions are evaluated as GitHub does', () => {
  const contexts = { inputs: { a: '', b: 'x' }, github: { event: {} } };
  expect(evaluate(`g-\${{ inputs.a || inputs.b }}-\${{ github.event.pull_request.number }}`, contexts)).toBe('g-x-');
  expect(evaluate(`\${{ contains(fromJSON('["x"]'), inputs.b) && 'yes' || 'no' }}`, contexts)).toBe('yes');
  expect(evaluate(`\${{ inputs.b == 'y' && 'yes' || !(inputs.a != '') }}`, contexts)).toBe(true);
});

describe('a team’s deployments', () => {
  test('three merges at once: none waits and none is lost', () => {
    const fates = simulate(...['a', 'b', 'c'].map((sha) => push(template('deploy.yaml'), sha)));
    expect(jobs(fates)).toEqual(['runs', 'runs', 'runs']);
  });

  test('the same commit three times: one after the other, none is cancelled', () => {
    const again = ['again', 'once more'].map((name) => ({ ...push(template('deploy.yaml'), 'a'), name }));
    expect(jobs(simulate(push(template('deploy.yaml'), 'a'), ...again))).toEqual(['runs', 'waits', 'waits']);
  });

  test('a rollback does not wait for a deployment; hold and resume wait for it, and are not lost', () => {
    const fates = simulate(
      push(template('deploy.yaml'), 'a'),
      byHand('rollback', { operation: 'rollback' }),
      byHand('hold', { operation: 'hold' }),
      byHand('resume', { operation: 'resume' }),
      byHand('status', { operation: 'status' }),
    );
    expect(jobs(fates)).toEqual(['runs', 'runs', 'waits', 'waits', 'runs']);
  });

  test('two environments and two values files of one run do not wait for each other', () => {
    const values = { environment: ['staging', 'production'], team: ['forge', 'elite'] };
    const job = {
      uses: DEPLOY,
      strategy: { matrix: values },
      with: { environment: `\${{ matrix.environment }}`, 'values-file': `\${{ matrix.team }}.yaml` },
    };
    const fates = simulate(push({ on: 'push', jobs: { deploy: job } }, 'a'));
    expect(jobs(fates)).toEqual(['runs', 'runs', 'runs', 'runs']);
  });
});

describe('a team’s pull requests', () => {
  const check = (number: number | undefined, sha: string): Run => {
    const event = number === undefined ? { merge_group: {} } : { pull_request: { number } };
    const run = push(template('pull-request.yaml'), sha);
    return { ...run, github: { ...run.github, event } };
  };

  test('a newer push ends the checks of the older one, and those of other pull requests go on', () => {
    expect(jobs(simulate(check(7, 'a'), check(8, 'b'), check(7, 'c')))).toEqual(['cancelled', 'runs', 'runs']);
  });

  test('groups of the merge queue do not end each other', () => {
    expect(jobs(simulate(check(undefined, 'a'), check(undefined, 'b')))).toEqual(['runs', 'runs']);
  });

  test('two images of one repository are checked at the same time', () => {
    const uses = DEPLOY.replace('deploy', 'pull-request');
    const job = { uses, strategy: { matrix: { image: ['a', 'b'] } }, with: { image: `\${{ matrix.image }}` } };
    expect(jobs(simulate(push({ on: 'push', jobs: { check: job } }, 'a')))).toEqual(['runs', 'runs']);
  });
});

/** Returns all workflows that run: ours, the template's and those of the pages. */
function allWorkflows(): (readonly [name: string, workflow: Workflow])[] {
  const files = ['.github/workflows', 'template/.github/workflows'].flatMap((folder) =>
    readdirSync(join(ROOT, folder)).map((name) => join(folder, name)),
  );
  const examples = readPages()
    .flatMap(readExamples)
    .filter(({ language, text }) => language === 'yaml' && !/^---$/m.test(text))
    .map(({ page, text }, index) => [`${page} ${index}`, parse(text)] as const)
    .filter(([, value]) => kindOf(value) === 'workflow');
  return [...files.map((file) => [file, parse(readFileSync(join(ROOT, file), 'utf8'))] as const), ...examples];
}

test.each(allWorkflows())('a run of %s blocks and cancels nothing of its own', (_name, workflow) => {
  const fates = Object.values(simulate(push(workflow, 'a')));
  expect(fates.filter((fate) => fate !== 'runs')).toEqual([]);
});

test('no page and no template names a group of a reusable workflow', () => {
  const groups = allWorkflows()
    .filter(([name]) => !/workflows\/reusable-/.test(name))
    .flatMap(([, { concurrency, jobs: all }]) => [concurrency, ...Object.values(all).map((job) => job.concurrency)]);
  const names = groups.flatMap((each) => (typeof each === 'string' ? each : (each?.group ?? [])));
  expect(names.length).toBeGreaterThan(4);
  expect(names.filter((name) => name.startsWith('flux-airflow-'))).toEqual([]);
});
