import type { User } from './state.ts';

export interface Rule {
  readonly type: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

export interface BypassActor {
  /** `null` for `OrganizationAdmin` and `DeployKey`. */
  readonly actor_id: number | null;
  readonly actor_type: 'Integration' | 'OrganizationAdmin' | 'RepositoryRole' | 'Team' | 'DeployKey' | 'User';
  readonly bypass_mode: 'always' | 'pull_request' | 'exempt';
}

export interface Ruleset {
  readonly id: number;
  readonly name: string;
  readonly enforcement: 'active' | 'disabled' | 'evaluate';
  /** Branches, `~DEFAULT_BRANCH` or `~ALL`. */
  readonly include: readonly string[];
  readonly exclude?: readonly string[];
  /** A plain name means the rule with GitHub's default parameters. */
  readonly rules: readonly ('pull_request' | 'non_fast_forward' | 'deletion' | Rule)[];
  /** Logins that can bypass the rules. */
  readonly bypass?: readonly string[];
  readonly bypassActors?: readonly BypassActor[];
  /** Default: the repository's own ruleset. */
  readonly organization?: string;
}

/** The user who bypasses, with login, teams and role. */
export interface Bypasser {
  readonly user: User;
  readonly teams: readonly number[];
  readonly isAdmin: boolean;
}

/** The id of the role “Repository admin” among bypass actors. */
const ADMIN_ROLE = 5;

const USUAL: Readonly<Record<string, Rule['parameters']>> = {
  pull_request: {
    dismiss_stale_reviews_on_push: true,
    require_code_owner_review: true,
    require_last_push_approval: true,
    required_approving_review_count: 1,
    required_review_thread_resolution: false,
  },
};

type Change = 'update' | 'force' | 'delete';

/** When a rule rejects a change, and GitHub's message. */
const REJECTIONS: Readonly<Record<string, { on: readonly Change[]; reason: (rule: Rule) => string }>> = {
  pull_request: {
    on: ['update', 'force', 'delete'],
    reason: () => 'Changes must be made through a pull request.',
  },
  merge_queue: { on: ['update', 'force'], reason: () => 'Changes must be made through the merge queue' },
  required_status_checks: { on: ['update', 'force'], reason: expectedChecks },
  update: { on: ['update', 'force'], reason: () => 'Cannot update this protected ref.' },
  non_fast_forward: { on: ['force'], reason: () => 'Cannot force-push to this branch' },
  deletion: { on: ['delete'], reason: () => 'Cannot delete this branch' },
};

/** Returns GitHub's message if rules reject a change, or `undefined`. The rules apply to branches, not to tags. */
export function ruleRejectionReason(
  rulesets: readonly Ruleset[],
  defaultBranch: string,
  ref: string,
  bypasser: Bypasser,
  change: Change,
): string | undefined {
  if (!ref.startsWith('refs/heads/')) return undefined;
  const branch = ref.slice('refs/heads/'.length);
  const reasons = rulesets
    .filter((ruleset) => isInForce(ruleset, branch, defaultBranch) && !mayBypass(ruleset, bypasser))
    .flatMap(rulesOf)
    .flatMap((rule) => {
      const rejection = REJECTIONS[rule.type];
      return rejection?.on.includes(change) ? [rejection.reason(rule)] : [];
    });
  return reasons.length === 0 ? undefined : [...new Set(reasons)].join('\n\n');
}

/** Returns true if the ruleset is active and covers the branch. */
export function isInForce(ruleset: Ruleset, branch: string, defaultBranch: string): boolean {
  const { enforcement, include, exclude = [] } = ruleset;
  return enforcement === 'active' && covers(include, branch, defaultBranch) && !covers(exclude, branch, defaultBranch);
}

/** Returns the rules with their parameters. */
export function rulesOf({ rules }: Ruleset): Rule[] {
  return rules.map((rule) => {
    if (typeof rule !== 'string') return rule;
    const parameters = USUAL[rule];
    return parameters === undefined ? { type: rule } : { type: rule, parameters };
  });
}

/** Checks bypass for a direct push: only actors with the mode “always” can. */
function mayBypass({ bypass = [], bypassActors = [] }: Ruleset, { user, teams, isAdmin }: Bypasser): boolean {
  if (bypass.includes(user.login)) return true;
  return bypassActors.some(({ actor_id: id, actor_type: type, bypass_mode: mode }) => {
    if (mode === 'pull_request') return false;
    if (type === 'Team') return id !== null && teams.includes(id);
    if (type === 'RepositoryRole') return id === ADMIN_ROLE && isAdmin;
    return (type === 'User' || type === 'Integration') && id === user.id;
  });
}

function covers(include: readonly string[], branch: string, defaultBranch: string): boolean {
  return include.some(
    (pattern) =>
      pattern === '~ALL' ||
      pattern.replace('refs/heads/', '') === branch ||
      (pattern === '~DEFAULT_BRANCH' && branch === defaultBranch),
  );
}

function expectedChecks({ parameters }: Rule): string {
  const checks = (parameters?.required_status_checks ?? []) as readonly { readonly context: string }[];
  const [only] = checks;
  return checks.length === 1 && only !== undefined
    ? `Required status check "${only.context}" is expected.`
    : `${checks.length} of ${checks.length} required status checks are expected.`;
}
