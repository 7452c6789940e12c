import type { BypassActor, Rule, Ruleset, RulesetBody } from '../github/rulesets.ts';
import type { Policy } from '../policy/policy.ts';

/** Our ruleset is known by this name; no other is ever changed. */
export const RULESET_NAME = 'flux-airflow: approved pull requests only';

/**
 * The ruleset that the policy asks for. What stands in our ruleset beyond it, such as a further rule, stays: an
 * administrator made it stricter.
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
    enforcement,
    conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
    bypass_actors: protect.bypassActors.map(
      ({ type, id, mode }): BypassActor => ({ actor_type: type, actor_id: id ?? null, bypass_mode: mode }),
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

/** Parameters that GitHub demands, and about which the policy says nothing. */
const USUAL: Readonly<Record<string, Rule['parameters']>> = {
  pull_request: { required_review_thread_resolution: false },
  required_status_checks: { strict_required_status_checks_policy: false },
};

function mergeRule({ type, parameters }: Rule, existing: Ruleset | undefined): Rule {
  if (parameters === undefined) return { type };
  const now = existing?.rules.find((rule) => rule.type === type)?.parameters;
  return { type, parameters: { ...USUAL[type], ...now, ...parameters } };
}
