/**
 * An organisation can require that every action is pinned to a commit. GitHub then checks all actions that a called
 * workflow uses, and refuses the run because of one that is named by a tag.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { findUnpinnedErrors } from '../../sandbox/workflow-policy/pinned-actions.ts';
import { currentVersion } from '../../scripts/release-pins.ts';
import { ENTERPRISE_SERVER } from '../../scripts/self-references.ts';
import { jobsOf, kindOf } from './examples.ts';
import { ROOT, readExamples, readPages } from './markdown.ts';

const OURS = 'flux-data/flux-airflow';
const COMMIT = 'a'.repeat(40);
const RELEASE = `v${currentVersion()}`;
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const workflowsIn = (folder: string) =>
  readdirSync(join(ROOT, folder, '.github/workflows')).map((name) => join(folder, '.github/workflows', name));

/** Returns GitHub's errors for a workflow of a team, or of this repository. */
function errorsOf(text: string, repository = 'example/airflow', folder = 'template'): string[] {
  const repositories = { [`${OURS}@${COMMIT}`]: ROOT, [`${OURS}@${RELEASE}`]: ROOT };
  return findUnpinnedErrors(text, { caller: { name: repository, folder: join(ROOT, folder) }, repositories });
}

/** Returns the workflows and steps of the documentation, each as a workflow. */
function readDocumented(): { where: string; text: string }[] {
  const using = readPages()
    .flatMap(readExamples)
    .filter(({ language, text }) => language === 'yaml' && /\buses: /.test(text));
  return using.flatMap(({ where, text }) => {
    const value: unknown = parse(text.replaceAll('<commit>', COMMIT));
    return ['workflow', 'steps'].includes(kindOf(value)) ? { where, text: stringify({ jobs: jobsOf(value) }) } : [];
  });
}

test('the template’s workflows and every documented example run in such an organisation', () => {
  const documented = readDocumented();
  expect(documented.length).toBeGreaterThan(10);
  for (const { where, text } of documented) expect([where, errorsOf(text)]).toEqual([where, []]);
  for (const path of workflowsIn('template')) expect([path, errorsOf(read(path))]).toEqual([path, []]);
});

test('each action can be used by its commit', () => {
  const actions = readdirSync(join(ROOT, 'actions')).map((name) => `${OURS}/actions/${name}@${COMMIT}`);
  const steps = [`${OURS}@${COMMIT}`, ...actions].map((uses) => ({ uses }));
  expect(errorsOf(stringify({ jobs: { all: { steps } } }))).toEqual([]);
});

test('the workflows of this repository run there too', () => {
  const own = workflowsIn('.').filter((path) => !path.endsWith(ENTERPRISE_SERVER));
  expect(own.length).toBeGreaterThan(8);
  for (const path of own) expect([path, errorsOf(read(path), OURS, '.')]).toEqual([path, []]);
});

test('an action by its release is refused, and the documentation has the error and the remedy', () => {
  const refusal = `The action ${OURS}@${RELEASE} is not allowed in example/airflow because all actions must be pinned to a full-length commit SHA.`;
  expect(errorsOf(stringify({ jobs: { deploy: { steps: [{ uses: `${OURS}@${RELEASE}` }] } } }))).toEqual([refusal]);
  const [, words = ''] = /“… (because all actions [^”]*)”/.exec(read('docs/how-to/troubleshooting.md')) ?? [];
  expect(words).not.toBe('');
  expect(refusal).toContain(words);
});

test('the files for an Enterprise Server are refused until the mirror names its commit', () => {
  for (const path of workflowsIn('.').filter((each) => each.endsWith(ENTERPRISE_SERVER))) {
    const text = read(path);
    expect(errorsOf(text, OURS, '.').join('\n')).toMatch(/^The action flux-data\/flux-airflow\S*@v\S+ is not allowed/);
    expect(errorsOf(text.replaceAll(`@${RELEASE}`, `@${COMMIT}`), OURS, '.')).toEqual([]);
  }
});

test('the program that emulates platforms has all rights of the runner, so its image is pinned', () => {
  const emulating = [...workflowsIn('.'), ...workflowsIn('template')].flatMap((path) =>
    stepsOf(read(path)).filter(({ uses }) => uses?.startsWith('docker/setup-qemu-action@')),
  );
  expect(emulating.length).toBeGreaterThan(1);
  for (const step of emulating)
    expect(step.with?.image).toMatch(/^docker\.io\/tonistiigi\/binfmt:\S+@sha256:[0-9a-f]{64}$/);
});

interface WorkflowStep {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

function stepsOf(text: string): WorkflowStep[] {
  const { jobs } = parse(text) as { jobs: Record<string, { steps?: WorkflowStep[] }> };
  return Object.values(jobs).flatMap(({ steps = [] }) => steps);
}
