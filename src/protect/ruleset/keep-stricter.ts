import type { BypassActor, RequiredCheck, Rule, Ruleset, RulesetBody } from '../../github/repository/rulesets.ts';
import { diffRulesets } from './diff.ts';

const DEFAULT_BRANCH = '~DEFAULT_BRANCH';

/** Returns the branches of the ruleset, with the default branch. */
export function joinBranches(existing: Ruleset | undefined): readonly string[] {
  const now = existing?.conditions.ref_name.include ?? [];
  return now.includes('~ALL') || now.includes(DEFAULT_BRANCH) ? now : [...now, DEFAULT_BRANCH];
}

/**
 * Returns the wanted actors that may already bypass the ruleset, with no wider mode than now. `now`: `undefined` if there is
 * no ruleset, or the token cannot read the actors.
 */
export function keepBypass(asked: readonly BypassActor[], now: readonly BypassActor[] | undefined): BypassActor[] {
  if (now === undefined) return [...asked];
  return asked.flatMap((actor) => {
    const same = now.find(({ actor_type, actor_id }) => isSameActor(actor, { actor_type, actor_id }));
    if (same === undefined) return [];
    return [same.bypass_mode === 'pull_request' ? same : actor];
  });
}

/** Compares actors. Organisation administrators and deploy keys are one actor each; their ID does not matter. */
function isSameActor(asked: Omit<BypassActor, 'bypass_mode'>, now: Omit<BypassActor, 'bypass_mode'>): boolean {
  return asked.actor_type === now.actor_type && (asked.actor_id === null || asked.actor_id === now.actor_id);
}

/** Returns the parameters in which a rule is stricter than the policy. For checks in the policy, the App of the policy wins. */
export function keepParameters(asked: Rule['parameters'] = {}, now: Rule['parameters'] = {}): Rule['parameters'] {
  const { required_approving_review_count: approvals, required_status_checks: checks } = asked;
  return {
    ...(typeof approvals === 'number' && {
      required_approving_review_count: Math.max(approvals, Number(now.required_approving_review_count ?? 0)),
    }),
    ...(Array.isArray(checks) && { required_status_checks: joinChecks(checks, now.required_status_checks) }),
  };
}

function joinChecks(asked: readonly RequiredCheck[], now: unknown): readonly RequiredCheck[] {
  const further = ((now ?? []) as readonly RequiredCheck[]).filter(
    ({ context }) => !asked.some((check) => check.context === context),
  );
  return [...asked, ...further];
}

/** Parameters that can be stricter by any value, and parameters that are stricter if true. */
const MEASURES: readonly string[] = ['required_approving_review_count', 'required_status_checks'];
const DEMANDS: readonly string[] = ['required_review_thread_resolution', 'strict_required_status_checks_policy'];

/** Returns the parts that are stricter than the policy: lines with `-` for the policy, and with `+` for the ruleset. */
export function formatStricter(asked: RulesetBody, wanted: RulesetBody): string[] {
  return diffRulesets(keepStrictness(asked), keepStrictness(wanted));
}

function keepStrictness(ruleset: RulesetBody): RulesetBody {
  const rules = ruleset.rules.map(({ type, parameters = {} }) => {
    const strict = Object.entries(parameters).filter(
      ([name, value]) => MEASURES.includes(name) || (DEMANDS.includes(name) && value === true),
    );
    return { type, parameters: Object.fromEntries(strict) };
  });
  return { ...ruleset, rules };
}
