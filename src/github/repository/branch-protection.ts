import type { GitHubReader } from '../api/client.ts';
import { splitRepository } from './split-repository.ts';

interface Allowances {
  readonly users?: readonly { readonly login: string }[];
  readonly teams?: readonly { readonly slug: string }[];
  readonly apps?: readonly { readonly slug: string }[];
}

/** The fields of classic branch protection that are read. */
export interface BranchProtection {
  readonly required_pull_request_reviews?: {
    readonly dismiss_stale_reviews: boolean;
    readonly require_code_owner_reviews: boolean;
    readonly require_last_push_approval?: boolean;
    readonly required_approving_review_count?: number;
    readonly bypass_pull_request_allowances?: Allowances;
  };
  readonly required_status_checks?: {
    readonly checks: readonly { readonly context: string; readonly app_id: number | null }[];
  };
  readonly enforce_admins?: { readonly enabled: boolean };
  readonly allow_force_pushes?: { readonly enabled: boolean };
  readonly allow_deletions?: { readonly enabled: boolean };
}

/** Reads classic branch protection; needs “Administration: read”. https://docs.github.com/rest/branches/branch-protection#get-branch-protection */
export function readBranchProtection(
  github: GitHubReader,
  repository: string,
  branch: string,
): Promise<BranchProtection> {
  const { owner, name: repo } = splitRepository(repository);
  return github.get('GET /repos/{owner}/{repo}/branches/{branch}/protection', { owner, repo, branch });
}
