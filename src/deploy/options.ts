import type { AirflowApiOptions } from '../airflow-api/session.ts';
import type { ArgoCdOptions } from '../argocd/argocd.ts';
import type { SignOptions } from '../attestation/options.ts';
import type { AttestationRequirement } from '../attestation/requirement.ts';
import type { BuildOptions } from '../build/options.ts';
import type { DeploymentRequest } from '../gitops/request.ts';
import type { NamedToken } from '../inputs/app-token.ts';
import type { OperationPage, RollbackPage } from './rollback-page.ts';

export interface AirflowOptions {
  readonly api: AirflowApiOptions;
  /** How long to wait until all DAG files are parsed, in milliseconds. */
  readonly limitMs: number;
  /** Absent: the commit does not wait for running tasks. */
  readonly waitForTasks?: TaskWait;
  /** Absent: no DAG is triggered after the rollout. */
  readonly smoke?: SmokeOptions;
}

/** How the commit waits for the running tasks that it would stop. */
export interface TaskWait {
  readonly limitMs: number;
  /** What to do if tasks still run then. */
  readonly atLimit: 'deploy' | 'fail';
}

/** The DAGs that prove a deployment: a run of each must succeed. */
export interface SmokeOptions {
  readonly dags: readonly string[];
  /** How long to wait for all runs, in milliseconds. */
  readonly limitMs: number;
}

/** What says whether the commit is rolled out. */
export type RolloutSource =
  /** `mayEndSync`: whether to end the sync of an earlier commit that hangs. */
  | { readonly kind: 'argocd'; readonly argocd: ArgoCdOptions; readonly mayEndSync: boolean }
  /** Commit statuses and check runs on the commit in the GitOps repository; `names` may contain `*`. */
  | { readonly kind: 'commit-status'; readonly names: readonly string[] };

export interface RolloutOptions {
  readonly follow: RolloutSource;
  /** How long to wait for the rollout, in milliseconds. */
  readonly limitMs: number;
  /** The Airflow to check after the rollout. */
  readonly airflow?: AirflowOptions;
}

/** Where a deployment is shown, beside its own run. */
export interface ObserverOptions {
  /** Whether to comment on the merged pull requests. */
  readonly comment: boolean;
  /** The environment of the GitHub deployment; `undefined`: none is created. */
  readonly environment: string | undefined;
  readonly githubToken: string;
  readonly gitopsToken: NamedToken;
}

/** A whole deployment: the request, and how to build the image. */
export interface DeployOptions {
  readonly request: DeploymentRequest;
  readonly build: BuildOptions;
  /** How to sign the image; absent: not at all. */
  readonly sign?: SignOptions;
  /** Who must have signed the approval of an image that this run does not build; absent: no signature is required. */
  readonly requirement?: AttestationRequirement;
}

/** What to do if the deployment fails after its commit. */
export type OnFailure = 'report' | 'rollback';

/** A deployment with its rollout. */
export interface WholeDeployment extends DeployOptions {
  readonly rollout: RolloutOptions | undefined;
  readonly onFailure: OnFailure;
  /** The pages where a person rolls back and resumes. */
  readonly rollbackPage: RollbackPage | undefined;
  readonly resumePage: OperationPage | undefined;
}
