/** What happened to a values file. `failed`: a run that ended before it committed anything. */
export type Kind = 'deploy' | 'rollback' | 'resume' | 'hold' | 'by-hand' | 'failed';

/** How a rollout ended, as far as GitHub's record of it tells. */
export type Ending = 'healthy' | 'failed' | 'unknown';

/** One commit of the GitOps repository, or one run that failed before its commit. What is not known is absent. */
export interface DeploymentEvent {
  readonly kind: Kind;
  /** RFC 3339, UTC. */
  readonly at: string;
  /** The index of the values file; absent where it is not known. */
  readonly file?: number;
  /** The commit of the GitOps repository. */
  readonly oid?: string;
  /** Who committed. */
  readonly author?: string;
  readonly tag?: string;
  readonly previousTag?: string;
  /** `owner/name` of the repository that was deployed. */
  readonly source?: string;
  readonly sourceCommit?: string;
  /** Addresses. */
  readonly pullRequests?: readonly string[];
  /** `@login` */
  readonly approvers?: readonly string[];
  /** `@login` of whoever asked for a rollback, a hold or its end. */
  readonly requestedBy?: string;
  /** The reason that was given, or the headline of a commit by hand. */
  readonly note?: string;
  /** The code of the error that it failed with. */
  readonly error?: string;
  /** Why commits were deployed that nobody approved. */
  readonly breakGlass?: string;
  /** Address of the run. */
  readonly run?: string;
  readonly environment?: string;
  /** From the last merge that it brought to its commit, in seconds. */
  readonly mergeSeconds?: number;
  readonly ending?: Ending;
  /** From the commit to Healthy, in seconds. */
  readonly healthySeconds?: number;
}

/** A values file as it stands at the head of the GitOps branch. */
export interface PageFile {
  readonly path: string;
  /** `null`: the file sets none. */
  readonly tag: string | null;
  /** The index of the deployment that brought this tag; absent: it was written by hand. */
  readonly current?: number;
  /** The facts of the hold file in one line. */
  readonly hold?: string;
}

export interface PageData {
  /** Address of the GitOps repository. */
  readonly repositoryUrl: string;
  /** `owner/name` */
  readonly repository: string;
  readonly branch: string;
  readonly head: string;
  /** Address of the server, for the pages of source repositories. */
  readonly serverUrl: string;
  /** When it was read, RFC 3339. */
  readonly readAt: string;
  readonly files: readonly PageFile[];
  /** Newest first. */
  readonly events: readonly DeploymentEvent[];
  /** What could not be read, in sentences. */
  readonly warnings: readonly string[];
}
