import type { GitHubReader } from '../api/client.ts';
import { repositoryParameters } from './split-repository.ts';

export interface WorkflowPermissions {
  readonly default_workflow_permissions: 'read' | 'write';
  readonly can_approve_pull_request_reviews: boolean;
}

export interface CodeownersError {
  readonly line: number;
  readonly kind: string;
  readonly source: string;
  readonly suggestion?: string | null;
  readonly path: string;
}

/** Reads the default branch; https://docs.github.com/rest/repos/repos#get-a-repository */
export async function readDefaultBranch(github: GitHubReader, repository: string): Promise<string> {
  const answer = await github.get<{ default_branch: string }>(
    'GET /repos/{owner}/{repo}',
    repositoryParameters(repository),
  );
  return answer.default_branch;
}

/** Reads the default permissions of the workflow token; needs “Administration: read”. */
export function readWorkflowPermissions(github: GitHubReader, repository: string): Promise<WorkflowPermissions> {
  return github.get('GET /repos/{owner}/{repo}/actions/permissions/workflow', repositoryParameters(repository));
}

/** Reads the errors of CODEOWNERS; https://docs.github.com/rest/repos/repos#list-codeowners-errors */
export async function readCodeownersErrors(
  github: GitHubReader,
  repository: string,
  ref: string,
): Promise<readonly CodeownersError[]> {
  const route = 'GET /repos/{owner}/{repo}/codeowners/errors';
  return (await github.get<{ errors: readonly CodeownersError[] }>(route, { ...repositoryParameters(repository), ref }))
    .errors;
}
