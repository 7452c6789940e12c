import type { BuildSecrets } from '../build/build-secrets.ts';
import type { PlanOptions } from '../build/options.ts';
import type { ValuesTarget } from '../gitops/request.ts';
import type { Policy } from '../policy/policy.ts';

export interface CheckOptions {
  readonly workspace: string;
  readonly temp: string;
  readonly machine?: NonNullable<PlanOptions['machine']>;
  /** Absolute. */
  readonly dags: string;
  readonly context: string;
  readonly file: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly buildSecrets: BuildSecrets;
  readonly platform: string;
  readonly registryMirror: string | undefined;
  /** An interpreter with Airflow; without it the image is built and used. */
  readonly python: string | undefined;
  /** A path, or a name to look for. */
  readonly ruff: string;
  /** The commit to compare with; `undefined`: the first parent of the merge that is checked out. */
  readonly base: string | undefined;
  /** A folder that is kept between runs; what was learnt of a base is found there again. */
  readonly cache: string | undefined;
  readonly policy: Policy;
  readonly approvers: readonly string[] | undefined;
  readonly processes: number;
  /** Where the result is told; `undefined`: in the job summary alone. */
  readonly pullRequest: CommentOptions | undefined;
  readonly comment: boolean;
  /** What a deployment would be; `undefined`: it is not foreseen. */
  readonly deployment: DeploymentOptions | undefined;
}

export interface CommentOptions {
  /** `owner/name` */
  readonly repository: string;
  /** Of the pull request. */
  readonly number: number;
  /** The commit at its head. */
  readonly head: string;
  readonly token: string;
}

export interface DeploymentOptions {
  /** Registry and repository. */
  readonly image: string;
  readonly tag: string;
  readonly serverUrl: string;
  /** `undefined`: the GitOps repository is not looked at. */
  readonly gitops: { readonly target: ValuesTarget; readonly digest: string; readonly token: string } | undefined;
}
