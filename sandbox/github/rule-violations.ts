import { gitText } from './git.ts';
import type { Repository } from './repository.ts';
import { roleOf } from './role.ts';
import { type BypassActor, covers, type Rule, type Ruleset, type StatusCheckParameters } from './ruleset.ts';
import type { User } from './state.ts';

/** A ref that is about to move. `after` is not known yet of a commit that the API will make. */
export interface RefChange {
  readonly ref: string;
  readonly kind: 'creation' | 'update' | 'force' | 'deletion';
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

/** The ids that GitHub gives its roles. */
const ADMIN_ROLE_ID = 5;
const WRITE_ROLE_ID = 4;

/** Which active rules stop a user's change, in GitHub's words; empty when none. */
export async function ruleViolationsOf(repository: Repository, change: RefChange, user: User): Promise<string[]> {
  const found = await Promise.all(
    rulesFor(repository, change.ref, user, 'push').map((rule) => violation(repository, change, rule)),
  );
  return [...new Set(found.filter((words) => words !== undefined))];
}

/** The active rules of a ref that a user cannot bypass; without a user all of them. */
export function rulesFor(repository: Repository, ref: string, user?: User, way: 'push' | 'merge' = 'push'): Rule[] {
  return rulesetsOf(repository, ref)
    .filter(({ bypass_actors }) => user === undefined || !mayBypass(repository, bypass_actors, user, way))
    .flatMap(({ rules }) => rules);
}

/** The active rulesets of a ref. */
export function rulesetsOf({ rulesets, defaultBranch }: Repository, ref: string): Ruleset[] {
  return rulesets.filter((ruleset) => ruleset.enforcement === 'active' && covers(ruleset, ref, defaultBranch));
}

export function mayBypass(
  repository: Repository,
  actors: readonly BypassActor[],
  user: User,
  way: 'push' | 'merge',
): boolean {
  const role = roleOf(repository, user.login);
  const teams = [...repository.state.teams.values()].filter(({ members }) =>
    members.some(({ login, state }) => login === user.login && state !== 'pending'),
  );
  return actors.some(({ actor_id: id, actor_type, bypass_mode }) => {
    if (bypass_mode === 'pull_request' && way === 'push') return false;
    if (actor_type === 'User' || actor_type === 'Integration') return id === user.id;
    if (actor_type === 'Team') return teams.some((team) => team.id === id);
    if (actor_type === 'OrganizationAdmin') return user.login === repository.owner;
    if (actor_type !== 'RepositoryRole') return false;
    return role === 'admin' ? id === ADMIN_ROLE_ID || id === WRITE_ROLE_ID : role === 'write' && id === WRITE_ROLE_ID;
  });
}

async function violation(repository: Repository, change: RefChange, rule: Rule): Promise<string | undefined> {
  const { kind } = change;
  if (rule.type === 'creation') return kind === 'creation' ? 'Cannot create ref due to creations being restricted.' : undefined;
  if (rule.type === 'deletion') return kind === 'deletion' ? 'Cannot delete this branch' : undefined;
  if (rule.type === 'non_fast_forward') return kind === 'force' ? 'Cannot force-push to this branch' : undefined;
  if (kind === 'deletion') return undefined;
  if (rule.type === 'update') return kind === 'creation' ? undefined : 'Cannot update this protected ref.';
  if (rule.type === 'pull_request') return 'Changes must be made through a pull request.';
  if (rule.type === 'required_linear_history') return mergeCommitViolation(repository, change);
  return checksViolation(repository, rule.parameters, change);
}

async function mergeCommitViolation(repository: Repository, { before, after }: RefChange): Promise<string | undefined> {
  if (after === undefined) return undefined;
  const since = before === undefined ? [] : [`^${before}`];
  const merges = await gitText(repository.directory, ['rev-list', '--merges', '--max-count=1', after, ...since]);
  return merges === '' ? undefined : 'This branch must not contain merge commits.';
}

/** What the required status checks say of a commit. */
export function checksViolation(
  repository: Repository,
  { required_status_checks: required, do_not_enforce_on_create: exempt }: StatusCheckParameters,
  { kind, after }: Pick<RefChange, 'kind' | 'after'>,
): string | undefined {
  if (kind === 'creation' && exempt === true) return undefined;
  const missing = required.filter(
    ({ context }) =>
      !repository.checkRuns.some(
        ({ name, headSha, conclusion }) =>
          name === context && headSha === after && ['success', 'neutral', 'skipped'].includes(conclusion ?? ''),
      ),
  );
  const [only] = missing;
  if (only === undefined) return undefined;
  return missing.length === 1
    ? `Required status check "${only.context}" is expected.`
    : `${missing.length} of ${required.length} required status checks are expected.`;
}
