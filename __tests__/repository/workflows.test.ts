/** Checks the rights of the workflows, so that no pull request of a fork and no third-party action can read a secret. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';

const ROOT = resolve(import.meta.dirname, '../..');
const FOLDER = join(ROOT, '.github/workflows');

interface Job {
  readonly if?: string;
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps?: readonly { readonly uses?: string; readonly run?: string; readonly with?: object }[];
  readonly uses?: string;
}

interface Workflow {
  readonly name: string;
  readonly text: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const workflows: readonly Workflow[] = readdirSync(FOLDER).map((name) => {
  const text = readFileSync(join(FOLDER, name), 'utf8');
  return { ...parse(text), name, text };
});
const jobs = workflows.flatMap((workflow) =>
  Object.entries(workflow.jobs).map(([id, job]) => ({ where: `${workflow.name}: ${id}`, workflow, job })),
);

const ABSENT_FROM_PULL_REQUESTS = "github.event_name != 'pull_request'";
/** Jobs that run code of a pull request's author. */
const onPullRequests = jobs.filter(
  ({ workflow, job }) => 'pull_request' in workflow.on && job.if !== ABSENT_FROM_PULL_REQUESTS,
);
/** Jobs with the rights of the calling job. Their workflows cannot be started in another way. */
const INHERIT = [
  'operate.yaml: operate',
  // Only callers with a private base image grant id-token: write, and GitHub starts no workflow that asks for more.
  'reusable-pull-request-enterprise-server.yaml: check',
  'reusable-pull-request.yaml: check',
];
/** The secrets that a caller may pass to jobs without an environment, because they run before an approval. */
const PASSED_TO_CHECKS = /^reusable-pull-request(?:-enterprise-server)?\.yaml: check$/;
const MAY_WRITE = ['pull-requests', 'checks'];

function isOurs(uses: string): boolean {
  return /^(?:[.$]\/|flux-data\/flux-airflow[/@])/.test(uses);
}

test('there are jobs of both kinds', () => {
  expect(onPullRequests.length).toBeGreaterThan(2);
  expect(jobs.length - onPullRequests.length).toBeGreaterThan(2);
});

test('no workflow runs a pull request with the rights of the base', () => {
  const triggers = ['pull_request_target', 'workflow_run', 'issue_comment'];
  expect(workflows.filter(({ on }) => triggers.some((trigger) => trigger in on)).map(({ name }) => name)).toEqual([]);
});

test('a job of a pull request has no secret, no environment, and no token that can deploy', () => {
  for (const { where, job } of onPullRequests) {
    expect([where, JSON.stringify(job).includes('secrets.'), job.environment]).toEqual([where, false, undefined]);
    const written = Object.entries(job.permissions ?? {}).filter(([, right]) => right !== 'read');
    const forbidden = written.map(([name]) => name).filter((name) => !MAY_WRITE.includes(name));
    expect([where, forbidden]).toEqual([where, []]);
  }
});

test('a job with a secret or a role in the cloud runs in an environment that admits only main', () => {
  const powerful = jobs.filter(
    ({ job }) => JSON.stringify(job).includes('secrets.') || job.permissions?.['id-token'] === 'write',
  );
  expect(powerful.length).toBeGreaterThan(2);
  // A job that only calls our workflow passes on its rights; the environment is that of the called job.
  const open = powerful.filter(({ job: { environment, uses = '' } }) => environment === undefined && !isOurs(uses));
  expect(open.filter(({ where }) => !PASSED_TO_CHECKS.test(where)).map(({ where }) => where)).toEqual([]);
  for (const { job } of open) expect(JSON.stringify(job).match(/secrets\.\w+/g)).toEqual(['secrets.BUILD_SECRETS']);
});

test('a workflow has only the rights that its jobs set', () => {
  const bare = jobs.filter(({ job }) => job.permissions === undefined);
  expect(bare.map(({ where }) => where)).toEqual(INHERIT);
  for (const { workflow } of bare)
    expect([workflow.name, Object.keys(workflow.on)]).toEqual([workflow.name, ['workflow_call']]);
  const inheriting = new Set(bare.map(({ workflow }) => workflow.name));
  for (const { name, permissions } of workflows)
    expect([name, permissions]).toEqual([name, inheriting.has(name) ? undefined : {}]);
});

test('every third-party action is pinned to a commit, beside its version', () => {
  const used = workflows.flatMap(({ text }) => [...text.matchAll(/(?<!\w)uses: (.*)$/gm)].map(([, uses = '']) => uses));
  const foreign = used.filter((uses) => !isOurs(uses));
  expect(foreign.length).toBeGreaterThan(5);
  expect(foreign.filter((uses) => !/^[\w./-]+@[0-9a-f]{40} # v\d/.test(uses))).toEqual([]);
});

test('a token of an App has only the rights that its step names', () => {
  const steps = jobs.flatMap(({ job }) => job.steps ?? []).filter(({ uses = '' }) => uses.includes('app-token'));
  expect(steps.length).toBeGreaterThan(0);
  const rights = steps.map(({ with: inputs = {} }) => Object.keys(inputs).filter((name) => /^permission-/.test(name)));
  expect(rights.filter((names) => names.length === 0)).toEqual([]);
});

test('no untrusted text is put into a script', () => {
  const scripts = jobs.flatMap(({ job }) => job.steps ?? []).flatMap(({ run }) => (run === undefined ? [] : [run]));
  expect(scripts.filter((script) => script.includes('${{'))).toEqual([]);
});
