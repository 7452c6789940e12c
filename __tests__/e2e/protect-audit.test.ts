import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Settings } from '../../sandbox/github/settings.ts';
import {
  ADMIN_TOKEN,
  CLASSIC,
  FILES,
  type ProtectStage,
  ruleset,
  startProtectStage,
  WORKFLOW_TOKEN,
} from './protect-stage.ts';

const ROOT = resolve(import.meta.dirname, '../..');

let stage: ProtectStage;

beforeEach(async () => {
  stage = await startProtectStage();
});

afterEach(() => stage.close());

type Spoil = (stage: ProtectStage) => void | Promise<void>;
const rules =
  (...given: Parameters<typeof ruleset>): Spoil =>
  ({ repository }) =>
    repository.setRulesets([ruleset(...given)]);
const settings =
  (given: Partial<Settings>): Spoil =>
  ({ repository }) =>
    repository.setSettings(given);
const files =
  (given: Readonly<Record<string, string | null>>): Spoil =>
  ({ commit }) =>
    commit(given);
const deploy = (from: string, to: string) =>
  files({ '.github/workflows/deploy.yaml': (FILES['.github/workflows/deploy.yaml'] ?? '').replace(from, to) });
const environment = (admits: Settings['environments'][string]['admits'], secrets = ['GITOPS_APP_KEY']) =>
  settings({ environments: { production: { admits, secrets } } });

/** Code, cause, setup, expected message and location. */
const CASES: readonly (readonly [string, string, Spoil, RegExp, string?])[] = [
  ['pull-request', 'no rule', rules({}, {}, { rules: [] }), /every user with write access can push/],
  ['pull-request', 'a ruleset that is off', rules({}, {}, { enforcement: 'disabled' }), /every user with write/],
  ['pull-request', 'a ruleset on trial', rules({}, {}, { enforcement: 'evaluate' }), /every user with write/],
  ['pull-request', 'a ruleset for another branch', rules({}, {}, { include: ['refs/heads/master'] }), /every user/],
  ['approvals', 'none required', rules({ required_approving_review_count: 0 }), /0 approvals are required/],
  ['code-owner-review', 'off', rules({ require_code_owner_review: false }), /any reviewer’s approval is enough/],
  ['last-push-approval', 'off', rules({ require_last_push_approval: false }), /can push and merge/],
  ['stale-reviews', 'kept', rules({ dismiss_stale_reviews_on_push: false }), /stays valid after later pushes/],
  ['force-push', 'no rule', rules({}, {}, { rules: ['deletion'] }), /history can be rewritten/],
  ['deletion', 'no rule', rules({}, {}, { rules: ['non_fast_forward'] }), /can be deleted/],
  ['required-checks', 'none', rules({}, { required_status_checks: [{ context: 'other' }] }), /merged without it/],
  ['required-checks', 'by any App', rules({}, { required_status_checks: [{ context: 'dags' }] }), /from any App/],
  ['bypass', 'by a login', rules({}, {}, { bypass: ['ada'] }), /User \d+ \(always\).*by hand/],
  ['codeowners-missing', 'deleted', files({ '.github/CODEOWNERS': null }), /none of .* exists/],
  [
    'codeowners-name',
    'without its S',
    files({ '.github/CODEOWNERS': null, '.github/CODEOWNER': '* @ada\n' }),
    /GitHub does not read a file named CODEOWNER\./,
    '.github/CODEOWNER:1',
  ],
  [
    'codeowners-errors',
    'an owner without write access',
    files({ '.github/CODEOWNERS': '* @ada\n/airflow/ @missing\n' }),
    /Unknown owner: \/airflow\/ @missing/,
    '.github/CODEOWNERS:2',
  ],
  [
    'codeowners-unowned',
    'the last match without owners',
    files({ '.github/CODEOWNERS': '* @ada\n/airflow/\n' }),
    /without an owner: airflow\/dags\/a\.py/,
    '.github/CODEOWNERS:undefined',
  ],
  ['actions-approve', 'on', settings({ actionsMayApprove: true }), /could approve its own change/],
  ['workflow-token', 'may write', settings({ workflowToken: 'write' }), /it can write/],
  [
    'action-unpinned',
    'by tag',
    deploy('3d3c42e5aac5ba805825da76410c181273ba90b1', 'v5'),
    /actions\/checkout@v5 can change at any time/,
    '.github/workflows/deploy.yaml:8',
  ],
  ['environment-missing', 'none', settings({ environments: {} }), /the environment production does not exist/],
  ['environment-branches', 'any branch', environment('all'), /any branch and tag/],
  ['environment-branches', 'protected branches', environment('protected'), /every protected branch/],
  ['environment-branches', 'two', environment([{ name: 'main' }, { name: 'dev/*' }]), /branch dev\/\*/],
  ['environment-branches', 'a tag of that name', environment([{ name: 'main', type: 'tag' }]), /tag main/],
  ['environment-unused', 'no job', deploy('    environment: production\n', ''), /no job of this repository uses it/],
  [
    'environment-secrets',
    'in the repository',
    settings({ secrets: ['GITOPS_APP_KEY'] }),
    /a workflow on any branch can read it/,
    '.github/workflows/deploy.yaml:11',
  ],
  [
    'environment-secrets',
    'not in the environment',
    environment([{ name: 'main' }], []),
    /GITOPS_APP_KEY is not in production/,
    '.github/workflows/deploy.yaml:11',
  ],
  [
    'no-branch-rules',
    'a plan without rulesets',
    ({ repository }) => repository.setSettings({ plan: 'free' }),
    /only the approval check of the deployment protects production/,
  ],
];

test('reports nothing for a repository with correct settings', async () => {
  expect(await stage.run()).toHaveSucceeded({ annotations: [], outputs: { compliant: 'true', wrong: '0' } });
});

/** Each in a separate repository with otherwise correct settings. */
describe.each(CASES.map(([code, how, ...rest]) => ({ code, how, rest })))('$code ($how)', ({ code, rest }) => {
  const [spoil, said, place] = rest;
  test('is found', async () => {
    await spoil(stage);
    const found = await stage.run();
    // Findings with one remedy share an annotation and a row.
    const isAbout = ({ title = '', message }: { title?: string; message: string }) =>
      title === `${code}: wrong` || (title.endsWith('checks: wrong') && message.includes(`\n${code}: `));
    const annotation = found.annotations.find(isAbout);
    expect(annotation).toMatchObject({ level: 'error', message: expect.stringMatching(said) });
    if (place !== undefined) expect(`${annotation?.file}:${annotation?.line}`).toBe(place);
    expect(found).toHaveExitedWith(1, { outputs: { compliant: 'false' } });
    expect(found.summary).toMatch(new RegExp(`^\\| ❌ \\| [^|]*\`${code}\``, 'm'));
  });
});

describe('compliant settings', () => {
  test('classic protection counts like a ruleset', async () => {
    stage.repository.setRulesets([]);
    stage.repository.setSettings({ protection: CLASSIC });
    expect((await stage.run()).outputs).toMatchObject({ compliant: 'true' });
    stage.repository.setSettings({ protection: { ...CLASSIC, enforceAdmins: false } });
    const { annotations } = await stage.run();
    expect(annotations).toMatchObject([{ title: 'bypass: wrong', message: expect.stringContaining('administrators') }]);
  });

  test('several rulesets count together', async () => {
    const reviews = ruleset({}, { required_status_checks: [] }, { rules: ['pull_request', 'deletion'] });
    stage.repository.setRulesets([reviews, ruleset({ require_code_owner_review: false }, {}, { id: 2, name: 'more' })]);
    expect((await stage.run()).outputs).toMatchObject({ compliant: 'true' });
  });

  test('allows a bypass in the policy, but no wider one', async () => {
    const bypassActors = [{ actor_id: 42, actor_type: 'Team', bypass_mode: 'pull_request' }] as const;
    stage.repository.setRulesets([ruleset({}, {}, { bypassActors })]);
    expect((await stage.run()).outputs).toMatchObject({ compliant: 'false' });
    const policy = 'protect:\n  checks: [dags]\n  bypass-actors: [{ type: Team, id: 42, mode: pull_request }]\n';
    await stage.commit({ '.github/flux-airflow.yaml': policy });
    expect((await stage.run()).outputs).toMatchObject({ compliant: 'true' });
    stage.repository.setRulesets([ruleset({}, {}, { bypassActors: [{ ...bypassActors[0], bypass_mode: 'always' }] })]);
    expect((await stage.run()).outputs).toMatchObject({ compliant: 'false' });
  });

  test('allows a bypass of one ruleset if another has the same rules without a bypass', async () => {
    stage.repository.setRulesets([ruleset(), ruleset({}, {}, { id: 2, name: 'open', bypass: ['ada'] })]);
    expect((await stage.run()).outputs).toMatchObject({ compliant: 'true' });
  });

  test('a pull request cannot weaken the policy that it is checked by', async () => {
    await stage.commit({ '.github/flux-airflow.yaml': 'protect:\n  required-approvals: 2\n  checks: [dags]\n' });
    const parent = await stage.repository.head('main');
    const weaker = { '.github/flux-airflow.yaml': 'protect:\n  checks: [dags]\n' };
    const sha = await stage.repository.commit({ branch: 'pr', parent, message: 'm', author: 'ada', files: weaker });
    const { outputs } = await stage.run({}, ADMIN_TOKEN, sha);
    expect(outputs).toMatchObject({ compliant: 'false' });
  });

  test('an invalid policy is an error at its line', async () => {
    await stage.commit({ '.github/flux-airflow.yaml': 'protect:\n  check: [dags]\n' });
    const place = { file: '.github/flux-airflow.yaml', line: 2, title: 'policy-invalid' };
    expect(await stage.run()).toHaveExitedWith(1, {
      allOutputs: { outcome: 'failed' },
      annotations: expect.arrayContaining([expect.objectContaining(place)]),
    });
  });
});

test('the workflows, policy and CODEOWNERS of this repository are compliant', async () => {
  for (const slug of ['engineering-leads', 'platform-engineers']) {
    stage.github.addTeam({ org: 'flux-data', slug, members: [{ login: 'ada' }] });
    stage.repository.teams.set(`flux-data/${slug}`, 'write');
  }
  const paths = readdirSync(join(ROOT, '.github'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const ours = paths.map((path) => [relative(ROOT, path), readFileSync(path, 'utf8')]);
  await stage.commit(Object.fromEntries(ours));
  const required = ['action', 'dags', 'check'].map((context) => ({ context, integration_id: 15368 }));
  stage.repository.setRulesets([ruleset({}, { required_status_checks: required })]);
  expect(await stage.run()).toHaveSucceeded({ outputs: { compliant: 'true' }, annotations: [] });
});

describe('settings that the token cannot read are unknown, never fine', () => {
  test('the job’s own token', async () => {
    const run = await stage.run({}, WORKFLOW_TOKEN);
    const { annotations, summary } = run;
    const titles = ['bypass: unknown', '2 checks: unknown', 'environment-secrets: unknown'];
    expect(run).toHaveSucceeded({ outputs: { compliant: 'unknown', wrong: '0' }, titles });
    expect(annotations.map(({ level, title }) => [level, title])).toEqual(titles.map((title) => ['warning', title]));
    expect(annotations[1]?.message).toMatch(/^Set github-token to a token .*\nactions-approve: .*\nworkflow-token: /);
    expect(summary).toMatch(/^\| ❔ \| `actions-approve`<br>`workflow-token` \| the token cannot read it \|/m);
  });

  test('rules that classic protection may have are unknown without an administrator’s token', async () => {
    stage.repository.setRulesets([]);
    const { outputs, annotations } = await stage.run({}, WORKFLOW_TOKEN);
    expect(outputs.compliant).toBe('unknown');
    const [rules, ...others] = annotations.filter(({ message }) => message.includes('\npull-request: '));
    expect(rules?.title).toMatch(/^\d+ checks: unknown$/);
    expect(others).toEqual([]);
    expect(rules?.message).toMatch(/\napprovals: [\s\S]*\ndeletion: /);
  });

  test.each(['actions', 'administration', 'environments', 'secrets'])('a token without %s', async (permission) => {
    const { [permission]: _, ...left } = stage.administrator;
    stage.grant(ADMIN_TOKEN, left);
    expect(await stage.run()).toHaveSucceeded({ outputs: { compliant: 'unknown' } });
  });

  test('a plan without rulesets, with the job’s own token', async () => {
    stage.repository.setSettings({ plan: 'free' });
    const { outputs, annotations } = await stage.run({}, WORKFLOW_TOKEN);
    expect(outputs.compliant).toBe('unknown');
    expect(annotations.map(({ title }) => title)).toContain('no-branch-rules: unknown');
  });
});
