/** Kind of an event. `failed`: a run that failed before its commit. */
export type Kind = 'deploy' | 'rollback' | 'resume' | 'hold' | 'by-hand' | 'failed';

/** Result of a rollout, from GitHub's deployment record. */
export type Ending = 'healthy' | 'failed' | 'unknown';

export interface PullRequestLink {
  /** Address of its page. */
  readonly url: string;
  /** Absent if unknown. */
  readonly title?: string;
}

/** A pull request that is merged, but not deployed. */
export interface WaitingMerge extends PullRequestLink {
  /** RFC 3339, UTC. */
  readonly mergedAt: string;
}

/** A commit of the GitOps repository, or a run that failed before its commit. Unknown facts are absent. */
export interface DeploymentEvent {
  readonly kind: Kind;
  /** RFC 3339, UTC. */
  readonly at: string;
  /** Index of the values file; absent if unknown. */
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
  readonly pullRequests?: readonly PullRequestLink[];
  /** `@login` */
  readonly approvers?: readonly string[];
  /** `@login` of the person who started a rollback, hold or resume. */
  readonly requestedBy?: string;
  /** The commit of the GitOps repository that failed, if the action rolled it back by itself. */
  readonly failedCommit?: string;
  /** Whether the action rolled this deployment back by itself. */
  readonly isRolledBack?: true;
  /** Reason, or headline of a commit by hand. */
  readonly note?: string;
  /** Error code of a failure. */
  readonly error?: string;
  /** Reason for deploying unapproved commits. */
  readonly breakGlass?: string;
  /** Address of the run. */
  readonly run?: string;
  readonly environment?: string;
  /** Seconds from its last merge to its commit. */
  readonly mergeSeconds?: number;
  readonly ending?: Ending;
  /** Seconds from the commit to Healthy. */
  readonly healthySeconds?: number;
}

/** The known facts of a hold file; a person can write any text into it. */
export interface PageHold {
  /** The hold as a sentence. */
  readonly sentence: string;
  readonly by?: string;
  /** RFC 3339. */
  readonly since?: string;
  readonly reason?: string;
}

/** A values file at the head of the GitOps branch. */
export interface PageFile {
  readonly path: string;
  /** The name of the team, and of the environment where a team has several files. No two files have the same. */
  readonly name: string;
  /** `null`: the file sets no tag. */
  readonly tag: string | null;
  /** Index of the deployment that wrote this tag; absent for a tag by hand. */
  readonly current?: number;
  readonly hold?: PageHold;
  /** Newest first. Absent if there are none, or if they are unknown. */
  readonly waiting?: readonly WaitingMerge[];
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
  /** Sentences about facts that could not be read. */
  readonly warnings: readonly string[];
}
