import type { GitHub } from '../api/client.ts';
import { readPages } from '../api/pages.ts';
import { repositoryParameters } from './split-repository.ts';

export interface Rule {
  readonly type: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** An entry of the parameter `required_status_checks`. */
export interface RequiredCheck {
  readonly context: string;
  readonly integration_id?: number | null;
}

/** A rule in force on a branch, and its ruleset. */
export interface BranchRule extends Rule {
  readonly ruleset_id: number;
  /** `owner/name`, or an organisation. */
  readonly ruleset_source: string;
}

export interface BypassActor {
  readonly actor_id: number | null;
  readonly actor_type: string;
  readonly bypass_mode: string;
}

export interface RulesetBody {
  readonly name: string;
  readonly target: 'branch';
  readonly enforcement: 'active' | 'evaluate' | 'disabled';
  readonly conditions: {
    readonly ref_name: { readonly include: readonly string[]; readonly exclude: readonly string[] };
  };
  readonly bypass_actors: readonly BypassActor[];
  readonly rules: readonly Rule[];
}

export interface Ruleset extends Omit<RulesetBody, 'bypass_actors'> {
  readonly id: number;
  /** Absent if the token may not change the ruleset. */
  readonly bypass_actors?: readonly BypassActor[];
}

interface RulesetSummary {
  readonly id: number;
  readonly name: string;
  readonly source_type: string;
}

/** Reads the rules in force on a branch, from all levels; https://docs.github.com/rest/repos/rules#get-rules-for-a-branch */
export function readBranchRules(github: GitHub, repository: string, branch: string): Promise<BranchRule[]> {
  const route = 'GET /repos/{owner}/{repo}/rules/branches/{branch}';
  return readPages(github, route, { ...repositoryParameters(repository), branch }, (page: BranchRule[]) => page);
}

/** Reads a complete ruleset; https://docs.github.com/rest/repos/rules#get-a-repository-ruleset */
export function readRuleset(github: GitHub, repository: string, ruleset_id: number): Promise<Ruleset> {
  return github.get('GET /repos/{owner}/{repo}/rulesets/{ruleset_id}', {
    ...repositoryParameters(repository),
    ruleset_id,
  });
}

/** Finds the repository's own ruleset with a name; `undefined` if there is none. */
export async function findRuleset(github: GitHub, repository: string, name: string): Promise<Ruleset | undefined> {
  const route = 'GET /repos/{owner}/{repo}/rulesets';
  const parameters = { ...repositoryParameters(repository), includes_parents: false };
  const all = await readPages(github, route, parameters, (page: RulesetSummary[]) => page);
  const found = all.find((ruleset) => ruleset.name === name && ruleset.source_type === 'Repository');
  return found && readRuleset(github, repository, found.id);
}

/**
 * Creates a ruleset; https://docs.github.com/rest/repos/rules#create-a-repository-ruleset
 * @throws GitHubError `permission` or `not-found` without “Administration: write”, `plan`, `rejected`
 */
export function createRuleset(github: GitHub, repository: string, ruleset: RulesetBody): Promise<Ruleset> {
  return github.write('POST /repos/{owner}/{repo}/rulesets', { ...repositoryParameters(repository), ...ruleset });
}

/**
 * Replaces a ruleset; https://docs.github.com/rest/repos/rules#update-a-repository-ruleset
 * @throws as `createRuleset`
 */
export function updateRuleset(
  github: GitHub,
  repository: string,
  ruleset_id: number,
  ruleset: RulesetBody,
): Promise<Ruleset> {
  const parameters = { ...repositoryParameters(repository), ruleset_id, ...ruleset };
  return github.write('PUT /repos/{owner}/{repo}/rulesets/{ruleset_id}', parameters);
}
