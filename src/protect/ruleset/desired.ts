import type { Rule, Ruleset, RulesetBody } from '../../github/repository/rulesets.ts';
import type { Policy } from '../../policy/policy.ts';
import { joinBranches, keepBypass, keepParameters } from './keep-stricter.ts';

/** The name identifies our ruleset. No other is ever changed. */
export const RULESET_NAME = 'flux-airflow: approved pull requests only';

/**
 * Returns the ruleset of the policy, with the existing settings where those are stricter, because an administrator chose
 * them. Keeps rules and parameters that the policy does not mention.
 * https://docs.github.com/rest/repos/rules#create-a-repository-ruleset
 */
export function desireRuleset(
  protect: Policy['protect'],
  enforcement: RulesetBody['enforcement'],
  existing: Ruleset | undefined,
): RulesetBody {
  const ours = desireRules(protect);
  const theirs = (existing?.rules ?? []).filter(({ type }) => !ours.some((rule) => rule.type === type));
  return {
    name: RULESET_NAME,
    target: 'branch',
    enforcement: existing?.enforcement === 'active' ? 'active' : enforcement,
    conditions: { ref_name: { include: joinBranches(existing), exclude: [] } },
    bypass_actors: keepBypass(
      protect.bypassActors.map(({ type, id, mode }) => ({ actor_type: type, actor_id: id ?? null, bypass_mode: mode })),
      existing?.bypass_actors,
    ),
    rules: [...ours.map((rule) => mergeRule(rule, existing)), ...theirs],
  };
}

function desireRules({ requiredApprovals, checks, checksApp }: Policy['protect']): Rule[] {
  const reviews = {
    required_approving_review_count: requiredApprovals,
    require_code_owner_review: true,
    require_last_push_approval: true,
    dismiss_stale_reviews_on_push: true,
  };
  const required = checks.map((context) => ({ context, integration_id: checksApp }));
  return [
    { type: 'deletion' },
    { type: 'non_fast_forward' },
    { type: 'pull_request', parameters: reviews },
    ...(required.length === 0
      ? []
      : [{ type: 'required_status_checks', parameters: { required_status_checks: required } }]),
  ];
}

/** Parameters that GitHub requires and the policy does not mention. */
const USUAL: Readonly<Record<string, Rule['parameters']>> = {
  pull_request: { required_review_thread_resolution: false },
  required_status_checks: { strict_required_status_checks_policy: false },
};

function mergeRule({ type, parameters }: Rule, existing: Ruleset | undefined): Rule {
  if (parameters === undefined) return { type };
  const now = existing?.rules.find((rule) => rule.type === type)?.parameters;
  return { type, parameters: { ...USUAL[type], ...now, ...parameters, ...keepParameters(parameters, now) } };
}
