import type { GitHub } from '../github/api/client.ts';
import type { PrefetchedEvidence } from './read-evidence.ts';

export interface VerifyOptions {
  readonly github: GitHub;
  /** `owner/name` of the repository with the DAGs. */
  readonly repository: string;
  readonly commit: string;
  /** All commits that the deployment brings, oldest first, `commit` among them. */
  readonly commits: readonly string[];
  /** The commit whose rules judge: the one that is deployed now. */
  readonly rulesAt: string;
  /** Used instead of CODEOWNERS, where the policy names none; `undefined`: the owners by CODEOWNERS. */
  readonly approvers: readonly string[] | undefined;
  readonly allowStaleApproval: boolean;
  readonly breakGlass?: BreakGlass;
  /** Evidence that was read before. It is used where it is about the same commits. */
  readonly prefetched?: PrefetchedEvidence;
}

/** An emergency: somebody takes it on himself that unproved commits are deployed. */
export interface BreakGlass {
  readonly reason: string;
  /** The login of whoever started the run. */
  readonly by: string;
}
