import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { ERROR_CODES } from '../../src/error-codes.ts';
import { readManifest } from './examples.ts';
import { ROOT, readAnchors, readPage } from './markdown.ts';

interface Step {
  readonly name: string;
  readonly if?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
}

interface Job {
  readonly if: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

const { on, jobs }: { on: { workflow_call: { inputs: Inputs } }; jobs: Record<'deploy' | 'status', Job> } = parse(
  readFileSync(join(ROOT, '.github/workflows/reusable-deploy.yaml'), 'utf8'),
);
const template = parse(readFileSync(join(ROOT, 'template/.github/workflows/deploy.yaml'), 'utf8'));
const { inputs } = on.workflow_call;
const [refusal] = jobs.deploy.steps;
const script = refusal?.run ?? '';

type Inputs = Readonly<Record<string, { readonly type: string; readonly description: string }>>;

function findStep({ steps }: Job, uses: string): Readonly<Record<string, string>> {
  return steps.find((step) => step.uses?.startsWith(uses))?.with ?? {};
}

/** The words of a list in a sentence. */
function wordsOf(list = ''): string[] {
  return list.split(/, | or /).toSorted();
}

test('all agree on the operations that there are', () => {
  const offered: string[] = template.on.workflow_dispatch.inputs.operation.options.toSorted();
  expect(offered).toContain('status');
  expect(wordsOf(inputs.operation?.description.split(';')[0])).toEqual(offered);
  expect(wordsOf(/Start it with (.*)\./.exec(script)?.[1])).toEqual(offered);
  const [, taken = ''] = /fromJSON\('(\[.*?\])'\)/.exec(refusal?.if ?? '') ?? [];
  // The job is left out for a status, which has one of its own.
  expect(['status', ...JSON.parse(taken)].toSorted()).toEqual(['', ...offered]);
  expect([jobs.deploy.if, jobs.status.if]).toEqual(["inputs.operation != 'status'", "inputs.operation == 'status'"]);
});

test.each(['holds', 'hold\n::stop-commands::x', 'a%0A::warning::b'])(
  'the operation %j is refused in one annotation, with a code of the reference',
  (operation) => {
    const folder = mkdtempSync(join(tmpdir(), 'flux-airflow-refusal-'));
    try {
      const summary = join(folder, 'summary.md');
      const env = { PATH: process.env.PATH, OPERATION: operation, GITHUB_SERVER_URL: 'https://github.com' };
      const printed = runScript({ ...env, GITHUB_STEP_SUMMARY: summary });
      const [, title, message = ''] = /^::error title=([\w-]+)::(.*)\n$/.exec(printed) ?? [];
      expect(ERROR_CODES).toContain(title);
      const lines = message.split('%0A');
      expect(lines.map((line) => line.split(/[ :]/)[0])).toEqual(['There', 'Safe', 'What', 'More']);
      const [page = '', anchor = ''] = lines[3]?.split('/docs/').at(-1)?.split('#') ?? [];
      expect(readAnchors(readPage(`docs/${page}`))).toContain(anchor);
      expect(readFileSync(summary, 'utf8')).toContain(`## ❌ deploy: ${title}\n\n${lines[0]}\n\n**Safe now:**`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

/** Runs the refusal as the runner would; gives what it printed. */
function runScript(env: Record<string, string | undefined>): string {
  try {
    execFileSync('bash', ['-e', '-c', script], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  } catch (error) {
    return String((error as { stdout: unknown }).stdout);
  }
  throw new Error('it was not refused');
}

test('what it takes under a name of the action’s, the action is given', () => {
  const known = readManifest('action.yml').inputs;
  const given = findStep(jobs.deploy, 'flux-data/flux-airflow@');
  const same = Object.keys(inputs).filter((name) => name in known && name !== 'environment');
  expect(same).toEqual(expect.arrayContaining(['mode', 'auto-merge', 'edits', 'pin-digest', 'airflow-url']));
  for (const name of same) expect([name, given[name]]).toEqual([name, `\${{ inputs.${name} }}`]);
});

test('a status writes nothing, neither here nor in the GitOps repository', () => {
  const written = Object.entries(jobs.status.permissions).filter(([, level]) => level !== 'read');
  expect(written).toEqual([['id-token', 'write']]);
  const rights = Object.entries(findStep(jobs.status, 'actions/create-github-app-token@'));
  expect(rights.filter(([name]) => name.startsWith('permission-'))).toEqual([['permission-contents', 'read']]);
  expect(findStep(jobs.status, 'flux-data/flux-airflow/actions/status@')).toMatchObject({ image: expect.anything() });
});

test('only a deployment by pull request asks the App for more than contents', () => {
  const rights = Object.entries(findStep(jobs.deploy, 'actions/create-github-app-token@'));
  expect(Object.fromEntries(rights.filter(([name]) => name.startsWith('permission-')))).toEqual({
    'permission-contents': 'write',
    'permission-pull-requests': `\${{ inputs.mode == 'pull-request' && 'write' || '' }}`,
  });
});

test('the template asks for all that somebody fills in by hand, and a push without inputs is no wrong boolean', () => {
  const asked = Object.keys(template.on.workflow_dispatch.inputs);
  expect(asked).toEqual(['operation', 'commit', 'tag', 'reason', 'break-glass', 'dry-run']);
  const given: Readonly<Record<string, string>> = template.jobs.deploy.with;
  for (const name of asked) {
    const otherwise = inputs[name]?.type === 'boolean' ? ' || false' : '';
    expect([name, given[name]]).toEqual([name, `\${{ inputs.${name}${otherwise} }}`]);
  }
});
