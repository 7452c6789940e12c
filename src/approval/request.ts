import type { GitHubReader } from '../github/api/client.ts';
import type { PrefetchedEvidence } from './read-evidence.ts';

export interface VerifyOptions {
  readonly github: GitHubReader;
  /** Reads the members of teams. */
  readonly members: GitHubReader;
  /** `owner/name` of the repository with the DAGs. */
  readonly repository: string;
  readonly commit: string;
  /** The commits of the deployment that need an approval, oldest first, including `commit`. */
  readonly commits: readonly string[];
  /** All commits of the deployment, also those that need no approval, and the deployed commit if it is older. */
  readonly range: readonly string[];
  /** The commit whose rules apply: the one that is deployed now. */
  readonly rulesAt: string;
  /** Used instead of CODEOWNERS if the policy names no approvers; `undefined`: the owners by CODEOWNERS. */
  readonly approvers: readonly string[] | undefined;
  readonly allowStaleApproval: boolean;
  readonly breakGlass?: BreakGlass;
  /** How long to wait until GitHub lists the pull request of a merge, in milliseconds. Default: 90 seconds. */
  readonly associationLimitMs?: number;
  /** Evidence that was read before. It is used only if it is about the same commits. */
  readonly prefetched?: PrefetchedEvidence;
}

/** An emergency: a user takes responsibility for deploying unapproved commits. */
export interface BreakGlass {
  readonly reason: string;
  /** The login of the user who started the run. */
  readonly by: string;
}
