/** A repository's rules in the words of GitHub's API; https://docs.github.com/rest/repos/rules */

export interface PullRequestParameters {
  readonly dismiss_stale_reviews_on_push: boolean;
  readonly require_code_owner_review: boolean;
  readonly require_last_push_approval: boolean;
  readonly required_approving_review_count: number;
  readonly required_review_thread_resolution: boolean;
  readonly allowed_merge_methods: readonly ('merge' | 'squash' | 'rebase')[];
}

export interface StatusCheckParameters {
  readonly required_status_checks: readonly { readonly context: string; readonly integration_id?: number }[];
  readonly strict_required_status_checks_policy: boolean;
  readonly do_not_enforce_on_create?: boolean;
}

/** The rules that are enforced here; others are refused rather than silently not enforced. */
export type Rule =
  | { readonly type: 'creation' | 'update' | 'deletion' | 'non_fast_forward' | 'required_linear_history' }
  | { readonly type: 'pull_request'; readonly parameters: PullRequestParameters }
  | { readonly type: 'required_status_checks'; readonly parameters: StatusCheckParameters };

export interface BypassActor {
  readonly actor_id: number | null;
  readonly actor_type: 'User' | 'Team' | 'RepositoryRole' | 'OrganizationAdmin' | 'Integration' | 'DeployKey';
  readonly bypass_mode: 'always' | 'pull_request';
}

export interface Ruleset {
  readonly id: number;
  readonly name: string;
  readonly target: 'branch' | 'tag';
  readonly enforcement: 'active' | 'disabled' | 'evaluate';
  readonly conditions: { readonly ref_name: { readonly include: readonly string[]; readonly exclude: readonly string[] } };
  readonly bypass_actors: readonly BypassActor[];
  readonly rules: readonly Rule[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export type RuleDraft =
  | Exclude<Rule, { type: 'pull_request' }>
  | { readonly type: 'pull_request'; readonly parameters?: Partial<PullRequestParameters> };

/** What a ruleset is made from: on the default branch, active and without bypass unless told. */
export type RulesetDraft = Partial<Pick<Ruleset, 'target' | 'enforcement' | 'conditions' | 'bypass_actors'>> & {
  readonly name: string;
  readonly rules?: readonly RuleDraft[];
};

const PULL_REQUEST: PullRequestParameters = {
  dismiss_stale_reviews_on_push: false,
  require_code_owner_review: false,
  require_last_push_approval: false,
  required_approving_review_count: 0,
  required_review_thread_resolution: false,
  allowed_merge_methods: ['merge', 'squash', 'rebase'],
};

export function completeRuleset(draft: RulesetDraft, id: number, createdAt = new Date()): Ruleset {
  const { name, target = 'branch', enforcement = 'active', bypass_actors = [], rules = [] } = draft;
  const conditions = draft.conditions ?? { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } };
  return {
    id,
    name,
    target,
    enforcement,
    conditions,
    bypass_actors,
    rules: rules.map((rule) =>
      rule.type === 'pull_request' ? { ...rule, parameters: { ...PULL_REQUEST, ...rule.parameters } } : rule,
    ),
    createdAt,
    updatedAt: new Date(),
  };
}

/** Whether a ruleset is about a ref: names, `*` and `**` as GitHub matches them, `~DEFAULT_BRANCH`, `~ALL`. */
export function covers({ target, conditions }: Ruleset, ref: string, defaultBranch: string): boolean {
  const prefix = target === 'branch' ? 'refs/heads/' : 'refs/tags/';
  if (!ref.startsWith(prefix)) return false;
  const fits = (pattern: string) => {
    if (pattern === '~ALL') return true;
    if (pattern === '~DEFAULT_BRANCH') return ref === `refs/heads/${defaultBranch}`;
    return globOf(pattern.startsWith('refs/') ? pattern : prefix + pattern).test(ref);
  };
  return conditions.ref_name.include.some(fits) && !conditions.ref_name.exclude.some(fits);
}

function globOf(pattern: string): RegExp {
  const parts = pattern.split(/(\*\*|\*|\?)/).map((part) => {
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    return part === '?' ? '[^/]' : RegExp.escape(part);
  });
  return new RegExp(`^${parts.join('')}$`);
}
