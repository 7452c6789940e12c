import type { DeploymentRequest } from '../../gitops/request.ts';

/** The commit that has to be rolled out. */
export interface Committed {
  /** The commit in the GitOps repository. */
  readonly commit: string;
  readonly url: string;
  readonly tag: string;
  readonly digest?: string;
}

export type Deployment = Pick<DeploymentRequest, 'version' | 'target'>;

/** How a rollout ended. */
export type RolloutEnd =
  /** `unhealthy`: resources that do not count, because they were unhealthy before the deployment. */
  | { readonly kind: 'rolled-out'; readonly unhealthy: readonly string[] }
  /** `by`: the tag that replaced this one. */
  | { readonly kind: 'superseded'; readonly by: string | null }
  /** `remedy`: a sentence, if the cause is known. */
  | { readonly kind: 'failed'; readonly message: string; readonly remedy?: string }
  | { readonly kind: 'out-of-time'; readonly message: string; readonly remedy?: string }
  /** Nothing reported the rollout in time. */
  | { readonly kind: 'not-reported'; readonly message: string };

export type Rollout = RolloutEnd & {
  /** The page that shows the rollout. */
  readonly page: string;
  /** The name of that page. */
  readonly label: string;
  readonly milliseconds: number;
};
