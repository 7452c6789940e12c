import type { DeploymentRequest } from '../../gitops/request.ts';
import type { Deployed } from '../result.ts';
import type { OwnCommit } from '../rollout/rollout.ts';

/** A rollback of the action itself that is committed. */
export interface CommittedRollback {
  /** The request to deploy the restored version. */
  readonly request: DeploymentRequest;
  /** The commit of the rollback. */
  readonly committed: Omit<OwnCommit, 'message'>;
  /** The tag that failed, and its commit in the GitOps repository. */
  readonly failed: string;
  readonly failedCommit: string;
  readonly evidence: string;
  /** The result of the commit, for the observers; `undefined`: an earlier run made it. */
  readonly deployed: Deployed | undefined;
}
