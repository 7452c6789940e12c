import type { BranchProtection } from '../../github/repository/branch-protection.ts';
import type { BranchRule, BypassActor, RequiredCheck, Ruleset } from '../../github/repository/rulesets.ts';
import type { Policy } from '../../policy/policy.ts';

/** The requirements of one ruleset, or of classic branch protection. */
export interface RuleSource {
  readonly name: string;
  /** 0: no pull request or no approval is required. */
  readonly approvals: number;
  readonly pullRequest: boolean;
  readonly codeOwners: boolean;
  readonly lastPush: boolean;
  readonly dismissesStale: boolean;
  readonly noForcePush: boolean;
  readonly noDeletion: boolean;
  readonly checks: readonly { readonly context: string; readonly app: number | undefined }[];
  /** Actors that may bypass it and are not in the policy; `undefined`: the token cannot read them. */
  readonly bypass: readonly string[] | undefined;
}

interface PullRequestParameters {
  readonly required_approving_review_count?: number;
  readonly require_code_owner_review?: boolean;
  readonly require_last_push_approval?: boolean;
  readonly dismiss_stale_reviews_on_push?: boolean;
}

/** Reads a ruleset from its rules in force. `ruleset`: `undefined` if the token cannot read it. */
export function fromRuleset(
  rules: readonly BranchRule[],
  ruleset: Ruleset | undefined,
  allowed: Policy['protect']['bypassActors'],
): RuleSource {
  const has = (type: string) => rules.some((rule) => rule.type === type);
  const reviews = rules.filter(({ type }) => type === 'pull_request');
  const parameters = reviews.map((rule): PullRequestParameters => rule.parameters ?? {});
  const [first] = rules;
  return {
    name: `ruleset ${ruleset?.name ?? first?.ruleset_id} of ${first?.ruleset_source}`,
    pullRequest: reviews.length > 0,
    approvals: Math.max(0, ...parameters.map((rule) => rule.required_approving_review_count ?? 0)),
    codeOwners: parameters.some((rule) => rule.require_code_owner_review === true),
    lastPush: parameters.some((rule) => rule.require_last_push_approval === true),
    dismissesStale: parameters.some((rule) => rule.dismiss_stale_reviews_on_push === true),
    noForcePush: has('non_fast_forward'),
    noDeletion: has('deletion'),
    checks: rules.flatMap(checksOf),
    bypass: ruleset?.bypass_actors?.filter((actor) => !isAllowed(actor, allowed)).map(formatActor),
  };
}

/** Reads classic branch protection. The bypass actors of the policy apply to rulesets only, so all of these are unlisted. */
export function fromClassicProtection(protection: BranchProtection): RuleSource {
  const { required_pull_request_reviews: reviews, required_status_checks: status } = protection;
  const { users = [], teams = [], apps = [] } = reviews?.bypass_pull_request_allowances ?? {};
  return {
    name: 'classic branch protection',
    pullRequest: reviews !== undefined,
    approvals: reviews?.required_approving_review_count ?? 0,
    codeOwners: reviews?.require_code_owner_reviews === true,
    lastPush: reviews?.require_last_push_approval === true,
    dismissesStale: reviews?.dismiss_stale_reviews === true,
    noForcePush: protection.allow_force_pushes?.enabled === false,
    noDeletion: protection.allow_deletions?.enabled === false,
    checks: (status?.checks ?? []).map(({ context, app_id }) => ({ context, app: app_id ?? undefined })),
    bypass: [
      ...(protection.enforce_admins?.enabled === true ? [] : ['administrators']),
      ...users.map(({ login }) => `@${login}`),
      ...[...teams, ...apps].map(({ slug }) => slug),
    ],
  };
}

function checksOf({ type, parameters }: BranchRule): RuleSource['checks'] {
  if (type !== 'required_status_checks') return [];
  const checks = (parameters?.required_status_checks ?? []) as readonly RequiredCheck[];
  return checks.map(({ context, integration_id }) => ({ context, app: integration_id ?? undefined }));
}

function isAllowed(actor: BypassActor, allowed: Policy['protect']['bypassActors']): boolean {
  return allowed.some(
    ({ type, id, mode }) =>
      type === actor.actor_type &&
      (id === undefined || id === actor.actor_id) &&
      (mode === actor.bypass_mode || (mode === 'always' && actor.bypass_mode === 'pull_request')),
  );
}

function formatActor({ actor_type, actor_id, bypass_mode }: BypassActor): string {
  return [actor_type, actor_id, `(${bypass_mode})`].filter((part) => part !== null && part !== undefined).join(' ');
}
