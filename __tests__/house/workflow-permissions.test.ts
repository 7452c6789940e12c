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

test('the jobs of this repository give their steps what they need, and nothing that no step asks for', () => {
  const jobs = readdirSync(WORKFLOWS).flatMap((file) =>
    jobsOf(parse(readFileSync(join(WORKFLOWS, file), 'utf8'))).map((job) => ({ file, ...job })),
  );
  const ours = jobs.filter(({ steps }) => entriesOf(steps).length > 0);
  expect(ours.length).toBeGreaterThan(3);
  for (const { file, steps = [], permissions } of ours) {
    const entries = entriesOf(steps);
    const found = entries.map((entry) => rows.get(entry));
    const all: Permissions = Object.assign({}, ...found.map((row) => row?.all));
    const given = Object.entries(permissions as Permissions).filter(([name]) => judged.has(name));
    const needless = given.filter(([name, level]) => level === 'write' && all[name] !== 'write');
    expect([file, entries, needless]).toEqual([file, entries, []]);
    // Where the step has a token of its own, the job's is for the checkout alone.
    const needs = hasTokenOfItsOwn(steps) ? [] : found.flatMap((row) => Object.keys(row?.needs ?? {}));
    expect([file, entries, given.map(([name]) => name)]).toEqual([file, entries, expect.arrayContaining(needs)]);
  }
});

/** The entry points that the steps use. */
function entriesOf(steps: readonly Step[] = []): string[] {
  return steps.flatMap(({ uses = '' }) => {
    const ours = /^(?:\.|flux-data\/flux-airflow)\/?(?:actions\/([\w-]+))?(?:@|$)/.exec(uses);
    return ours === null ? [] : [ours[1] ?? 'deploy'];
  });
}

function hasTokenOfItsOwn(steps: readonly Step[]): boolean {
  return steps.some(({ with: given }) => given?.['github-token'] !== undefined);
}
