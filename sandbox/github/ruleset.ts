import type { User } from './state.ts';

export interface Ruleset {
  readonly id: number;
  readonly name: string;
  readonly enforcement: 'active' | 'disabled' | 'evaluate';
  /** Branches, `~DEFAULT_BRANCH` or `~ALL`. */
  readonly include: readonly string[];
  readonly rules: readonly ('pull_request' | 'non_fast_forward' | 'deletion')[];
  /** Logins that the rules do not stop. */
  readonly bypass?: readonly string[];
}

const REASONS = {
  pull_request: 'Changes must be made through a pull request.',
  non_fast_forward: 'Cannot force-push to this branch',
  deletion: 'Cannot delete this branch',
} as const;

/** Which rules refuse a change, in GitHub's words, or `undefined`. */
export function refuseByRules(
  rulesets: readonly Ruleset[],
  defaultBranch: string,
  ref: string,
  user: User,
  change: 'update' | 'force' | 'delete',
): string | undefined {
  const branch = ref.replace('refs/heads/', '');
  const broken = rulesets
    .filter(
      ({ enforcement, include, bypass }) =>
        enforcement === 'active' && covers(include, branch, defaultBranch) && !bypass?.includes(user.login),
    )
    .flatMap(({ rules }) => rules)
    .filter((rule) => rule === 'pull_request' || (rule === 'deletion' ? change === 'delete' : change === 'force'));
  return broken.length === 0 ? undefined : [...new Set(broken)].map((rule) => REASONS[rule]).join('\n\n');
}

export function covers(include: readonly string[], branch: string, defaultBranch: string): boolean {
  return include.some(
    (pattern) =>
      pattern === '~ALL' ||
      pattern.replace('refs/heads/', '') === branch ||
      (pattern === '~DEFAULT_BRANCH' && branch === defaultBranch),
  );
}
