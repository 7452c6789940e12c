import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { RULESET_NAME } from '../../src/protect/ruleset/desired.ts';
import { ADMIN_TOKEN, type ProtectStage, ruleset, startProtectStage, WORKFLOW_TOKEN } from './protect-stage.ts';

const APPLY = { apply: 'true' };
const OTHER = ruleset({}, {}, { name: 'of another owner', enforcement: 'disabled' });
const WRITES = /^(POST|PUT) /;

let stage: ProtectStage;

beforeEach(async () => {
  stage = await startProtectStage();
  stage.repository.setRulesets([OTHER]);
});

afterEach(() => stage.close());

const ours = () => stage.repository.rulesets.find(({ name }) => name === RULESET_NAME);
const writes = () => stage.github.service.calls.filter(({ route }) => WRITES.test(route)).length;

test('creates our ruleset once, in force, and touches no other', async () => {
  const first = await stage.run(APPLY);
  expect(first).toHaveEndedWith('created', { outputs: { compliant: 'true' } });
  expect(ours()).toMatchObject({ enforcement: 'active', include: ['~DEFAULT_BRANCH'], bypassActors: [] });
  expect(stage.repository.rejectionReason('refs/heads/main', stage.github.addUser({ login: 'eve' }), 'update')).toMatch(
    /through a pull request/,
  );
  const second = await stage.run(APPLY);
  expect(second).toHaveEndedWith('unchanged', { outputs: { compliant: 'true' } });
  expect(writes()).toBe(1);
  expect(stage.repository.rulesets.length).toBe(2);
  expect(stage.repository.rulesets[0]).toEqual(OTHER);
});

test('restores loosened settings, logs the difference first, and keeps stricter settings', async () => {
  await stage.run(APPLY);
  const rules = (ours()?.rules ?? []).filter((rule) => typeof rule !== 'string');
  const spoilt = rules
    .filter(({ type }) => type !== 'deletion')
    .map((rule) =>
      rule.type === 'pull_request'
        ? {
            ...rule,
            parameters: {
              ...rule.parameters,
              require_code_owner_review: false,
              required_review_thread_resolution: true,
            },
          }
        : rule,
    );
  const stricter = { type: 'required_linear_history' };
  const now = { ...ours(), rules: [...spoilt, stricter], bypass: ['ada'] } as typeof OTHER;
  stage.repository.setRulesets([OTHER, now]);
  const { outputs, log, summary } = await stage.run(APPLY);
  expect(outputs).toMatchObject({ outcome: 'updated', compliant: 'true' });
  const diff = [
    expect.stringMatching(/^- may bypass: User \d+ \(always\)$/),
    '- rule: pull_request.require_code_owner_review: false',
    '+ rule: deletion',
    '+ rule: pull_request.require_code_owner_review: true',
  ];
  const from = log.indexOf('The ruleset will change:') + 1;
  expect(log.slice(from, from + diff.length)).toEqual(diff);
  expect(summary).toContain('```diff\n- may bypass');
  expect(ours()?.rules).toContainEqual(stricter);
  expect(ours()?.rules).toContainEqual(
    expect.objectContaining({ parameters: expect.objectContaining({ required_review_thread_resolution: true }) }),
  );
});

test('dry run logs the difference and changes nothing', async () => {
  const run = await stage.run({ ...APPLY, 'dry-run': 'true' });
  expect(run).toHaveExitedWith(1, { outputs: { outcome: 'created', compliant: 'false' } });
  expect(run.log).toContain('+ rule: pull_request');
  expect(writes()).toBe(0);
  expect(stage.repository.rulesets).toEqual([OTHER]);
});

test('evaluate records violations, rejects nothing, and is not compliant', async () => {
  const { outputs } = await stage.run({ ...APPLY, enforcement: 'evaluate' });
  expect(outputs).toMatchObject({ outcome: 'created', compliant: 'false' });
  expect(ours()?.enforcement).toBe('evaluate');
  const { log, outputs: after } = await stage.run(APPLY);
  expect(after).toMatchObject({ outcome: 'updated', compliant: 'true' });
  expect(log).toEqual(expect.arrayContaining(['- enforcement: evaluate', '+ enforcement: active']));
});

test('evaluate on a plan without it fails with GitHub’s message', async () => {
  stage.repository.setSettings({ plan: 'team' });
  const run = await stage.run({ ...APPLY, enforcement: 'evaluate' });
  expect(run).toHaveFailedWith('github-refused', { outputs: { compliant: undefined } });
  expect(run.annotations[0]).toMatchObject({
    title: 'github-refused',
    message: expect.stringMatching(/not supported/),
  });
});

test.each([
  ['the job’s own token', {}],
  ['a token that may read what administrators see', { administration: 'read' }],
] as const)('%s is rejected because it is not an administrator’s', async (_, more) => {
  stage.grant(WORKFLOW_TOKEN, { contents: 'read', actions: 'read', ...more });
  const create = await stage.run(APPLY, WORKFLOW_TOKEN);
  stage.repository.setRulesets([OTHER, ruleset({}, {}, { id: 2, name: RULESET_NAME })]);
  const update = await stage.run(APPLY, WORKFLOW_TOKEN);
  for (const result of [create, update]) {
    expect(result).toHaveFailedWith('not-administrator');
    expect(result.outputs).toEqual({ outcome: 'failed' });
  }
});

test('a plan without rulesets fails, and the error says what still protects production', async () => {
  stage.repository.setSettings({ plan: 'free' });
  const run = await stage.run(APPLY);
  expect(run).toHaveFailedWith('github-plan');
  expect(run.annotations[0]).toMatchObject({
    title: 'github-plan',
    message: expect.stringMatching(/only the approval check at deploy time protects production/),
  });
});

describe('a policy that names no check', () => {
  beforeEach(() => stage.commit({ '.github/flux-airflow.yaml': 'protect:\n  required-approvals: 2\n' }));

  test.each([{}, { 'dry-run': 'true' }, { enforcement: 'evaluate' }])(
    'is an error before any change, with %j',
    async (more) => {
      const result = await stage.run({ ...APPLY, ...more });
      expect(result).toHaveFailedWith('required-checks-missing', { titles: ['required-checks-missing'] });
      expect(result.outputs).toEqual({ outcome: 'failed' });
      expect(writes()).toBe(0);
      expect(stage.repository.rulesets).toEqual([OTHER]);
    },
  );

  test('is enough if another ruleset requires one, or if one was added to ours', async () => {
    const checks = ruleset({}, {}, { name: 'checks', id: 7 });
    stage.repository.setRulesets([{ ...checks, rules: checks.rules.slice(-1) }]);
    const beside = await stage.run(APPLY);
    expect(beside).toHaveEndedWith('created', { outputs: { compliant: 'true' } });
    stage.repository.setRulesets([ruleset({}, {}, { name: RULESET_NAME })]);
    const within = await stage.run(APPLY);
    expect(within).toHaveEndedWith('updated', { outputs: { compliant: 'true' } });
    expect(ours()?.rules).toContainEqual(expect.objectContaining({ type: 'required_status_checks' }));
  });

  test('the audit says where to list a check', async () => {
    const { annotations } = await stage.run();
    const { message } = annotations.find(({ title }) => title === 'required-checks: wrong') ?? {};
    expect(message).toContain('List the checks in protect.checks of .github/flux-airflow.yaml');
  });
});

test('fails if another tool reverts the ruleset at once', async () => {
  const route = 'POST /repos/:owner/:repo/rulesets';
  const undone = stage.github.service.next(route).then(() => stage.repository.setRulesets([OTHER]));
  const result = await stage.run(APPLY);
  await undone;
  expect(result).toHaveFailedWith('ruleset-not-in-force');
  expect(result.outputs).toEqual({ outcome: 'failed' });
});

test('rejects an unknown value of the input enforcement', async () => {
  const { annotations } = await stage.run({ ...APPLY, enforcement: 'disabled' }, ADMIN_TOKEN);
  expect(annotations[0]?.title).toBe('input-enforcement');
});
