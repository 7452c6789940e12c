import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { jobsOf, type Step } from './examples.ts';
import { ROOT } from './markdown.ts';
import { type Permissions, readPermissionRows } from './permission-rows.ts';

const WORKFLOWS = join(ROOT, '.github/workflows');
const rows = readPermissionRows();
const judged = new Set([...rows.values()].flatMap(({ all }) => Object.keys(all)));

test('the jobs of this repository have exactly the permissions that their steps need', () => {
  const jobs = readdirSync(WORKFLOWS).flatMap(readJobs);
  const ours = jobs.filter(({ steps }) => entriesOf(steps).length > 0);
  expect(ours.length).toBeGreaterThan(3);
  for (const { file, steps, calls, permissions } of ours) {
    const entries = entriesOf(steps);
    const found = entries.map((entry) => rows.get(entry));
    const all: Permissions = Object.assign({}, ...found.map((row) => row?.all));
    const given = Object.entries(permissions).filter(([name]) => judged.has(name));
    const needless = given.filter(([name, level]) => level === 'write' && all[name] !== 'write');
    expect([file, entries, needless]).toEqual([file, entries, []]);
    // If a step has its own token, the job's is only for the checkout. A caller needs some permissions of the called job.
    const needs = hasTokenOfItsOwn(steps) || calls ? [] : found.flatMap((row) => Object.keys(row?.needs ?? {}));
    expect([file, entries, given.map(([name]) => name)]).toEqual([file, entries, expect.arrayContaining(needs)]);
  }
});

interface JudgedJob {
  readonly file: string;
  readonly steps: readonly Step[];
  /** True if the steps are those of a called workflow. */
  readonly calls: boolean;
  readonly permissions: Permissions;
}

/** Returns the jobs of a workflow that set permissions. Jobs of a called workflow have those of their callers. */
function readJobs(file: string): JudgedJob[] {
  const workflow = read(file);
  return jobsOf(workflow).flatMap(({ uses, steps = [], permissions }) => {
    if (permissions === undefined && 'workflow_call' in workflow.on) return [];
    const [, called] = /^\.\/\.github\/workflows\/([\w.-]+)$/.exec(uses ?? '') ?? [];
    const all = called === undefined ? steps : jobsOf(read(called)).flatMap((job) => job.steps ?? []);
    return [{ file, steps: all, calls: called !== undefined, permissions: permissions as Permissions }];
  });
}

function read(file: string): { readonly on: object } {
  return parse(readFileSync(join(WORKFLOWS, file), 'utf8'));
}

/** Returns the entry points that the steps use. */
function entriesOf(steps: readonly Step[] = []): string[] {
  return steps.flatMap(({ uses = '' }) => {
    const ours = /^(?:\.|flux-data\/flux-airflow)\/?(?:actions\/([\w-]+))?(?:@|$)/.exec(uses);
    return ours === null ? [] : [ours[1] ?? 'deploy'];
  });
}

function hasTokenOfItsOwn(steps: readonly Step[]): boolean {
  return steps.some(({ with: given }) => given?.['github-token'] !== undefined);
}
