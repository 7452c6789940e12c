import type { GitHubReader } from '../api/client.ts';
import { readPages } from '../api/pages.ts';
import { repositoryParameters } from './split-repository.ts';

export interface Environment {
  /** `null`: any branch and tag may deploy. */
  readonly deployment_branch_policy: {
    readonly protected_branches: boolean;
    readonly custom_branch_policies: boolean;
  } | null;
}

export interface BranchPolicy {
  /** A name or a pattern. */
  readonly name: string;
  readonly type?: 'branch' | 'tag';
}

interface Secrets {
  readonly secrets: readonly { readonly name: string }[];
}

/** Reads an environment; https://docs.github.com/rest/deployments/environments#get-an-environment */
export function readEnvironment(github: GitHubReader, repository: string, name: string): Promise<Environment> {
  const route = 'GET /repos/{owner}/{repo}/environments/{environment_name}';
  return github.get(route, environmentOf(repository, name));
}

/** Reads the branch policies of an environment; https://docs.github.com/rest/deployments/branch-policies#list-deployment-branch-policies */
export function readBranchPolicies(github: GitHubReader, repository: string, name: string): Promise<BranchPolicy[]> {
  const route = 'GET /repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies';
  const policiesOf = (page: { branch_policies: BranchPolicy[] }) => page.branch_policies;
  return readPages(github, route, environmentOf(repository, name), policiesOf);
}

/** Reads the names of an environment's secrets; https://docs.github.com/rest/actions/secrets#list-environment-secrets */
export function readEnvironmentSecrets(github: GitHubReader, repository: string, name: string): Promise<string[]> {
  const route = 'GET /repos/{owner}/{repo}/environments/{environment_name}/secrets';
  return readPages(github, route, environmentOf(repository, name), namesOf);
}

/** Reads the names of the repository's own secrets, which a workflow on any branch may read. */
export function readRepositorySecrets(github: GitHubReader, repository: string): Promise<string[]> {
  return readPages(github, 'GET /repos/{owner}/{repo}/actions/secrets', repositoryParameters(repository), namesOf);
}

function environmentOf(repository: string, environment_name: string): Readonly<Record<string, string>> {
  return { ...repositoryParameters(repository), environment_name };
}

function namesOf({ secrets }: Secrets): string[] {
  return secrets.map(({ name }) => name);
}
