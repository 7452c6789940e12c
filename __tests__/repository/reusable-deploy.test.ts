import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { readManifest } from '../../scripts/action-manifest.ts';
import { ERROR_CODES } from '../../src/error-codes.ts';
import { ROOT, readAnchors, readPage } from './markdown.ts';

interface Step {
  readonly name: string;
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
}

interface Job {
  readonly if: string;
  readonly environment: unknown;
  readonly permissions: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface DeployWorkflow {
  readonly on: { readonly workflow_call: { readonly inputs: Inputs } };
  readonly jobs: Readonly<Record<'deploy' | 'status', Job>>;
}

const { on, jobs }: DeployWorkflow = parse(readFileSync(join(ROOT, '.github/workflows/reusable-deploy.yaml'), 'utf8'));
const template = parse(readFileSync(join(ROOT, 'template/.github/workflows/deploy.yaml'), 'utf8'));
const { inputs } = on.workflow_call;
const [refusal] = jobs.deploy.steps;
const script = refusal?.run ?? '';
/** Input → the variable that replaces it. */
const VARIABLES = {
  image: 'IMAGE',
  'aws-role': 'AWS_ROLE',
  'gitops-repository': 'GITOPS_REPOSITORY',
  'gitops-app-id': 'GITOPS_APP_ID',
  'values-file': 'VALUES_FILE',
};
const fallbacks = new Map(Object.entries(VARIABLES));

type Inputs = Readonly<
  Record<
    string,
    {
      readonly type: string;
      readonly description: string;
      readonly required: boolean;
      readonly default?: string | boolean | number;
    }
  >
>;

function findStep({ steps }: Job, uses: string): Readonly<Record<string, string>> {
  return steps.find((step) => step.uses?.startsWith(uses))?.with ?? {};
}

/** Returns the words of a list in a sentence. */
function wordsOf(list = ''): string[] {
  return list.split(/, | or /).toSorted();
}

test('only the step of the action gets credentials, and no other step makes any', () => {
  for (const { steps } of Object.values(jobs))
    for (const step of steps) {
      const isAction = step.uses?.startsWith('$/actions/') ?? false;
      expect([step.name, JSON.stringify(step).includes('secrets.')]).toEqual([step.name, isAction]);
    }
  const uses = Object.values(jobs).flatMap(({ steps }) => steps.flatMap((step) => step.uses?.split('@')[0] ?? []));
  expect(uses).toEqual(['docker/setup-qemu-action', '$/actions/deploy', '$/actions/status']);
});

test('only platforms that are not the runner’s own are emulated, before the job has credentials', () => {
  const uses = jobs.deploy.steps.map((step) => step.uses?.split('@')[0] ?? '');
  const at = uses.indexOf('docker/setup-qemu-action');
  expect(at).toBe(uses.indexOf('$/actions/deploy') - 1);
  const [, operations = '[]', own = '[]'] =
    /^\$\{\{ contains\(fromJSON\('(\[.*?\])'\), inputs\.operation\) && !contains\(fromJSON\('(\[.*?\])'\), format\('\{0\} \{1\}', inputs\.platforms, runner\.arch\)\) \}\}$/.exec(
      jobs.deploy.steps[at]?.if ?? '',
    ) ?? [];
  expect(JSON.parse(operations)).toEqual(['', 'deploy', 'resume']);
  expect(JSON.parse(own)).toEqual([`${inputs.platforms?.default} X64`, 'linux/arm64 ARM64']);
});

test('the template, the input description and the error message list the same operations', () => {
  const offered: string[] = template.on.workflow_dispatch.inputs.operation.options.toSorted();
  expect(offered).toContain('status');
  expect(wordsOf(inputs.operation?.description.split('.')[0])).toEqual(offered);
  expect(wordsOf(/Write (.*) for operation\./.exec(script)?.[1])).toEqual(offered);
  const [, taken = ''] = /fromJSON\('(\[.*?\])'\)/.exec(refusal?.if ?? '') ?? [];
  // The status has a separate job.
  expect(['status', ...JSON.parse(taken)].toSorted()).toEqual(['', ...offered]);
  expect(jobs.deploy.if).toEqual("inputs.operation != 'status'");
  expect(jobs.status.if).toEqual("inputs.operation == 'status'");
});

test.each(['holds', 'hold\n::stop-commands::x', 'a%0A::warning::b'])(
  'the operation %j is rejected in one annotation, with a code of the reference',
  (operation) => expect(readRefusal(script, { OPERATION: operation })).toMatch(/^The input operation is /),
);

test.each(['deploy', 'status'] as const)(
  '%s rejects settings that no input or variable sets, by name, before it requests credentials',
  (job) => {
    const { steps } = jobs[job];
    const at = steps.findIndex(({ env }) => env?.IMAGE !== undefined);
    const { run = '', env } = steps[at] ?? {};
    expect(steps.findIndex(({ uses }) => uses !== undefined)).toBe(at + 1);
    const all = Object.fromEntries(Object.entries(VARIABLES).map(([name, variable]) => [variable, expression(name)]));
    expect(env).toEqual(all);
    const lacking = { ...all, IMAGE: '', VALUES_FILE: '' };
    expect(readRefusal(run, lacking)).toBe('No input or variable sets IMAGE, VALUES_FILE.');
    expect(readRefusal(run, {})).toContain(`sets ${Object.values(VARIABLES).join(', ')}.`);
    expect(runScript(run, { ...all, GITOPS_REPOSITORY: 'flux-data/kubernetes' })).toEqual({
      exitCode: 0,
      printed: '',
      summary: '',
      outputs: '',
    });
  },
);

/** Returns the message of a step that fails, after checking its annotation and its summary. */
function readRefusal(run: string, env: Readonly<Record<string, string>>): string {
  const { exitCode, printed, summary, outputs } = runScript(run, env);
  expect({ exitCode, log: printed }).toHaveExitedWith(1);
  expect(outputs).toBe('');
  const [, title, message = ''] = /^::error title=([\w-]+)::(.*)\n$/.exec(printed) ?? [];
  expect(ERROR_CODES).toContain(title);
  const [first = '', ...lines] = message.split('%0A');
  expect(lines.map((line) => line.split(/[ :]/)[0])).toEqual(['Safe', 'What', 'More']);
  const [page = '', anchor = ''] = lines[2]?.split('/docs/').at(-1)?.split('#') ?? [];
  expect(readAnchors(readPage(`docs/${page}`))).toContain(anchor);
  expect(summary).toMatch(new RegExp(`^## ❌ (?:deploy|status): ${title}\n\n`));
  expect(summary).toContain(`\n\n${first}\n\n**Safe now:**`);
  return first;
}

/** Runs a bash step as the runner does. */
function runScript(run: string, env: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'flux-airflow-refusal-'));
  const [summary, outputs] = [join(folder, 'summary.md'), join(folder, 'outputs')];
  for (const file of [summary, outputs]) writeFileSync(file, '');
  const runner = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_STEP_SUMMARY: summary, GITHUB_OUTPUT: outputs };
  try {
    const { status, stdout } = spawnSync('bash', ['-e', '-c', run], {
      env: { PATH: process.env.PATH, ...runner, ...env },
      encoding: 'utf8',
    });
    const files = { summary: readFileSync(summary, 'utf8'), outputs: readFileSync(outputs, 'utf8') };
    return { exitCode: status, printed: stdout, ...files };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Returns the expression by which the workflow reads an input. */
function expression(name: string): string {
  const variable = fallbacks.get(name);
  return `\${{ inputs.${name}${variable === undefined ? '' : ` || vars.${variable}`} }}`;
}

test('no input is required, and an input that defaults to a variable names the variable', () => {
  const required = Object.keys(inputs).filter((name) => inputs[name]?.required);
  expect(required).toEqual([]);
  for (const [name, variable] of fallbacks)
    expect(inputs[name]?.description.endsWith(`. Defaults to the variable ${variable}`)).toBe(true);
});

test('the workflow in the README has ten lines, and the README names the variables that it needs', () => {
  const { text } = readPage('README.md');
  const [, workflow = ''] = /```yaml\n(name: deploy\n[\s\S]*?)```/.exec(text) ?? [];
  expect(workflow.trimEnd().split('\n').length).toBeLessThanOrEqual(10);
  const { with: given } = parse(workflow).jobs.deploy;
  const left = [...fallbacks].filter(([name]) => !(name in given));
  expect(left.length).toBeGreaterThan(0);
  for (const [, variable] of left) expect(text).toContain(`\`${variable}\``);
});

/** Inputs of the action that the workflow does not take, with the reason. */
const LEFT_OUT = {
  'registry-username': 'the role gives the password of Amazon ECR; for another registry, use the action',
  'registry-password': 'the role gives the password of Amazon ECR; for another registry, use the action',
  'gitops-token': 'the App of gitops-app-id makes it',
  'members-token': 'the App of members-app-id makes it',
  'gitops-app-key': 'the secret GITOPS_APP_KEY',
  'members-app-key': 'the secret MEMBERS_APP_KEY',
  'github-token': 'it is the job’s own',
  source: 'it is always fetch, because the workspace of a runner may have files of another job',
  'build-secrets': 'the secret BUILD_SECRETS',
  'build-secret-envs': 'the caller cannot set the environment of a step of the workflow',
  'build-secret-files': 'the workflow has no step of the caller that could write a file',
  ssh: 'the workflow has no step of the caller that could start an agent',
  'argocd-token': 'the secret ARGOCD_TOKEN',
  'airflow-token': 'the secret AIRFLOW_TOKEN',
  'airflow-password': 'the secret AIRFLOW_PASSWORD',
};

/** The App that reads the members of teams. */
const MEMBERS_APP = 'inputs.members-app-id || vars.MEMBERS_APP_ID';

test('it takes what the action takes, with the same defaults, and passes it on', () => {
  const action = readManifest('action.yml').inputs;
  const given = findStep(jobs.deploy, '$/actions/deploy');
  expect(
    Object.keys(action)
      .filter((name) => !(name in inputs))
      .toSorted(),
  ).toEqual(Object.keys(LEFT_OUT).toSorted());
  const same = Object.keys(action).filter((name) => name in inputs && name !== 'environment');
  for (const name of same) {
    const value = name === 'members-app-id' ? `\${{ ${MEMBERS_APP} }}` : expression(name);
    expect([name, given[name]]).toEqual([name, value]);
    const standard = name === 'operation' ? undefined : action[name]?.default;
    expect([name, String(inputs[name]?.default ?? '')]).toEqual([name, standard ?? '']);
  }
  expect(Object.keys(given).toSorted()).toEqual(
    Object.keys(action)
      .filter((name) => !/^(?:registry-(?:username|password)|(?:gitops|members|github)-token)$/.test(name))
      .filter((name) => !/^build-secret-(?:envs|files)$|^ssh$/.test(name))
      .toSorted(),
  );
});

test('a status cannot write here; in the GitOps repository, its action asks for read permissions only', () => {
  const written = Object.entries(jobs.status.permissions).filter(([, level]) => level !== 'read');
  expect(written).toEqual([['id-token', 'write']]);
  expect(findStep(jobs.status, '$/actions/status')).toMatchObject({ image: expect.anything() });
});

test('the members of teams are read with the key of their App, or of the GitOps App, where an App is named for it', () => {
  const { 'members-app-id': id, 'members-app-key': key } = findStep(jobs.deploy, '$/actions/deploy');
  expect(id).toBe(`\${{ ${MEMBERS_APP} }}`);
  expect(key).toBe(`\${{ (${MEMBERS_APP}) && (secrets.MEMBERS_APP_KEY || secrets.GITOPS_APP_KEY) || '' }}`);
});

test('a look records no deployment, and can use an environment without reviewers', () => {
  expect(jobs.status.environment).toEqual({
    name: `\${{ inputs.status-environment || inputs.environment }}`,
    deployment: false,
  });
});

test('the template offers every input for a run by hand, and a push without inputs passes valid booleans', () => {
  const asked = Object.keys(template.on.workflow_dispatch.inputs);
  expect(asked).toEqual([
    'operation',
    'commit',
    'rollback-to',
    'reason',
    'break-glass',
    'allow-unknown-deployed',
    'dry-run',
  ]);
  const given: Readonly<Record<string, string>> = template.jobs.deploy.with;
  for (const name of asked) {
    const otherwise = inputs[name]?.type === 'boolean' ? ' || false' : '';
    expect([name, given[name]]).toEqual([name, `\${{ inputs.${name}${otherwise} }}`]);
  }
});
