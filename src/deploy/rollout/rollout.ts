import type { DeploymentRequest } from '../../gitops/request.ts';

/** The commit that has to be rolled out. */
export interface Committed {
  /** The commit in the GitOps repository. */
  readonly commit: string;
  readonly url: string;
  readonly tag: string;
  readonly digest?: string;
}

/** The commit of a run, or of an earlier run that this one repeats. */
export interface OwnCommit extends Committed {
  readonly message: string;
  /** Whether an earlier run made it. */
  readonly isRerun: boolean;
}

export type Deployment = Pick<DeploymentRequest, 'version' | 'target'>;

/** Why a rollout failed or did not end. */
interface Fault {
  readonly message: string;
  /** A sentence, if the cause is known. */
  readonly remedy?: string;
  /** Whether something that the deployment brought has failed, so that a rollback helps. */
  readonly isOfDeployment: boolean;
}

/** How a rollout ended. */
export type RolloutEnd =
  /** `unhealthy`: resources that do not count, because they were unhealthy before the deployment. */
  | { readonly kind: 'rolled-out'; readonly unhealthy: readonly string[] }
  /** `by`: the tag that replaced this one. */
  | { readonly kind: 'superseded'; readonly by: string | null }
  | ({ readonly kind: 'failed' } & Fault)
  | ({ readonly kind: 'out-of-time' } & Fault)
  /** Nothing reported the rollout in time. */
  | { readonly kind: 'not-reported'; readonly message: string };

export type Rollout = RolloutEnd & {
  /** The page that shows the rollout. */
  readonly page: string;
  /** The name of that page. */
  readonly label: string;
  readonly milliseconds: number;
};
