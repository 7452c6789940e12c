import type { PlanOptions } from '../build/options.ts';
import type { ValuesTarget } from '../gitops/request.ts';
import type { BuildSecrets } from '../inputs/build-secrets.ts';
import type { Policy } from '../policy/policy.ts';

export interface CheckOptions {
  readonly workspace: string;
  readonly temp: string;
  readonly machine?: NonNullable<PlanOptions['machine']>;
  /** The page of this run. */
  readonly runUrl?: string;
  /** Absolute. */
  readonly dags: string;
  /** The folder from which DAG files import the team's code; absolute. */
  readonly root: string;
  readonly context: string;
  readonly file: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly buildSecrets: BuildSecrets;
  readonly platform: string;
  /** The stage to build; default: the last one. */
  readonly target: string | undefined;
  readonly registryMirror: string | undefined;
  /** An interpreter with Airflow; `undefined`: the check builds and uses the image. */
  readonly python: string | undefined;
  /** A path, or a name to look up in PATH. */
  readonly ruff: string;
  /** The commit to compare with; `undefined`: the first parent of the checked-out merge. */
  readonly base: string | undefined;
  /** A folder that persists between runs and keeps the results of loaded files; `undefined`: GitHub's cache. */
  readonly cache: string | undefined;
  /** Whether to load all files, although results of earlier runs are valid. */
  readonly full: boolean;
  /** Decides which results of earlier runs are trusted. `token`: to read GitHub's cache. */
  readonly run: {
    readonly event: string;
    readonly ref: string;
    readonly repository: string;
    readonly token: string | undefined;
  };
  readonly policy: Policy;
  readonly approvers: readonly string[] | undefined;
  readonly processes: number;
  /** The pull request to report to; `undefined`: only the job summary has the result. */
  readonly pullRequest: CommentOptions | undefined;
  readonly comment: boolean;
  /** The deployment to preview; `undefined`: none. */
  readonly deployment: DeploymentOptions | undefined;
}

export interface CommentOptions {
  /** `owner/name` */
  readonly repository: string;
  /** The number of the pull request. */
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
  /** `undefined`: the preview leaves out the GitOps repository. */
  readonly gitops: GitOpsOptions | undefined;
}

export interface GitOpsOptions {
  /** The name of the image in the values file. */
  readonly image: string;
  readonly target: ValuesTarget;
  readonly digest: string;
  readonly token: string;
}
