import type { AirflowApiOptions } from '../airflow-api/airflow-api.ts';
import type { ArgoCdOptions } from '../argocd/argocd.ts';
import type { BuildOptions } from '../build/options.ts';
import type { DeploymentRequest } from '../gitops/request.ts';
import type { NamedToken } from '../inputs/app-token.ts';
import type { RollbackPage } from './rollback-page.ts';

export interface AirflowOptions {
  readonly api: AirflowApiOptions;
  /** How long to wait until all DAG files are parsed, in milliseconds. */
  readonly limitMs: number;
}

/** What says whether the commit is rolled out. */
export type RolloutSource =
  | { readonly kind: 'argocd'; readonly argocd: ArgoCdOptions }
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
}

/** A deployment with its rollout. */
export interface WholeDeployment extends DeployOptions {
  readonly rollout: RolloutOptions | undefined;
  readonly rollbackPage: RollbackPage | undefined;
}
