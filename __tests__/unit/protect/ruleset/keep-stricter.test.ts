import { expect, test } from '@jest/globals';
import type { Ruleset } from '../../../../src/github/repository/rulesets.ts';
import { parsePolicy } from '../../../../src/policy/policy.ts';
import { desireRuleset } from '../../../../src/protect/ruleset/desired.ts';
import { diffRulesets } from '../../../../src/protect/ruleset/diff.ts';
import { formatStricter } from '../../../../src/protect/ruleset/keep-stricter.ts';

const { protect } = parsePolicy(`protect:
  checks: [dags]
  bypass-actors: [{ type: Team, id: 42 }, { type: Team, id: 43 }, { type: OrganizationAdmin }]
`);
const ASKED = desireRuleset(protect, 'active', undefined);

/** Returns the ruleset of the policy with changes by an administrator. */
function changed({ count = 1, checks = [] as object[], ...more }: Partial<Ruleset> & Record<string, unknown>): Ruleset {
  const rules = ASKED.rules.map(({ type, parameters }) => {
    if (type === 'pull_request') return { type, parameters: { ...parameters, required_approving_review_count: count } };
    return type === 'required_status_checks'
      ? { type, parameters: { ...parameters, required_status_checks: checks } }
      : { type };
  });
  return { ...ASKED, id: 1, rules, ...more };
}

/** Returns the changes of an apply, and the parts that it logs as stricter. */
function apply(existing: Ruleset, enforcement: 'active' | 'evaluate' = 'active') {
  const wanted = desireRuleset(protect, enforcement, existing);
  return {
    diff: diffRulesets(existing, wanted),
    stricter: formatStricter(desireRuleset(protect, enforcement, undefined), wanted),
  };
}

const DAGS = { context: 'dags', integration_id: 15368 };
const SCAN = { context: 'scan', integration_id: 7 };
const check = (value: object) => `rule: required_status_checks.required_status_checks: ${JSON.stringify(value)}`;
const approvals = (count: number) => `rule: pull_request.required_approving_review_count: ${count}`;

test('a ruleset that matches the policy is not stricter', () => {
  expect(apply(changed({ checks: [DAGS] }))).toEqual({ diff: [], stricter: [] });
});

test('keeps and logs more approvals and extra checks', () => {
  expect(apply(changed({ count: 3, checks: [SCAN, DAGS] }))).toEqual({
    diff: [],
    stricter: [`- ${approvals(1)}`, `+ ${approvals(3)}`, `+ ${check(SCAN)}`],
  });
});

test('fixes looser settings next to stricter ones', () => {
  expect(apply(changed({ count: 0, checks: [SCAN, { context: 'dags' }] }))).toEqual({
    diff: [`- ${approvals(0)}`, `- ${check({ context: 'dags' })}`, `+ ${approvals(1)}`, `+ ${check(DAGS)}`],
    stricter: [`+ ${check(SCAN)}`],
  });
});

test('adds no bypass that an administrator removed, and removes one that the policy does not list', () => {
  const team = (id: number, mode: string) => ({ actor_type: 'Team', actor_id: id, bypass_mode: mode });
  const bypass_actors = [
    team(42, 'pull_request'),
    team(44, 'always'),
    { actor_type: 'OrganizationAdmin', actor_id: 1, bypass_mode: 'always' },
  ];
  expect(apply(changed({ checks: [DAGS], bypass_actors }))).toEqual({
    diff: ['- may bypass: Team 44 (always)'],
    stricter: [
      '- may bypass: Team 42 (always)',
      '- may bypass: Team 43 (always)',
      '+ may bypass: Team 42 (pull_request)',
    ],
  });
});

test('an active ruleset stays active, and keeps all its branches', () => {
  const conditions = { ref_name: { include: ['~ALL'], exclude: ['refs/heads/main'] } };
  expect(apply(changed({ checks: [DAGS], conditions }), 'evaluate')).toEqual({
    diff: ['- not branch: refs/heads/main'],
    stricter: ['- enforcement: evaluate', '- branch: ~DEFAULT_BRANCH', '+ enforcement: active', '+ branch: ~ALL'],
  });
});

test('keeps rules and stricter parameters outside the policy, and does not log additions by GitHub', () => {
  const rules = [
    ...changed({ checks: [DAGS] }).rules.map(({ type, parameters }) =>
      type === 'pull_request'
        ? {
            type,
            parameters: { ...parameters, required_review_thread_resolution: true, allowed_merge_methods: ['squash'] },
          }
        : { type, ...(parameters && { parameters }) },
    ),
    { type: 'required_linear_history' },
  ];
  expect(apply(changed({ rules }))).toEqual({
    diff: [],
    stricter: ['+ rule: pull_request.required_review_thread_resolution: true', '+ rule: required_linear_history'],
  });
});
