import type { BreakGlass } from '../approval/request.ts';
import type { GitHub, GitHubReader } from '../github/api/client.ts';
import type { ValuesFileLocation } from '../github/gitops/values-file.ts';
import type { RegistryReader } from '../registry/reader.ts';
import type { FileEdit } from '../values/edit-list.ts';

/** The operation of a run: `deploy` after a merge; the others are started by hand. */
export type Operation =
  | { readonly kind: 'deploy' }
  | {
      readonly kind: 'resume';
      readonly reason: string | undefined;
      /** The commit is that of the run, and is rejected unless it is the newest of the branch. */
      readonly newestOnly: boolean;
    }
  | { readonly kind: 'hold'; readonly reason: string }
  | {
      readonly kind: 'rollback';
      readonly tag: string;
      readonly reason: string;
      /** The failed deployment that the action itself rolls back; absent if a person rolls back. */
      readonly failed?: FailedDeployment;
    };

/** A deployment of this action that failed after its commit. */
export interface FailedDeployment {
  readonly tag: string;
  /** Its commit in the GitOps repository. */
  readonly commit: string;
}

export interface TargetKeys {
  readonly tagKey: string;
  readonly repositoryKey: string;
  readonly digestKey: string;
  /** Whether the digest is written beside the tag. */
  readonly pinDigest: boolean;
}

/** The event of a push. Use it only as a hint, because a rerun keeps its old event. */
export interface PushEvent {
  readonly branch: string;
  /** The head before and after. */
  readonly before: string;
  readonly after: string;
  /** Oldest first. */
  readonly commits: readonly string[];
  /** The numbers that GitHub writes into the message of a merge commit or squash commit. Anyone can write such a message. */
  readonly namedPullRequests: readonly number[];
}

/** The values that a deployment sets, and their files. */
export interface ValuesTarget extends TargetKeys {
  readonly location: ValuesFileLocation;
  /** Files that Helm reads before the values file, in Helm's order: the values file overrides them. */
  readonly baseFiles: readonly string[];
  /** Further values that are set with the tag. */
  readonly edits: readonly FileEdit[];
}

/** A commit of the repository with the DAGs, and its image. */
export interface Version {
  /** `owner/name` of the repository with the DAGs. */
  readonly sourceRepository: string;
  readonly commit: string;
  /** Registry and repository, as the values file writes them. */
  readonly image: string;
  readonly tagPrefix: string;
  /** `tagPrefix` and `commit`. */
  readonly tag: string;
}

/** Who may approve, and what passes without an approval. */
export interface ApprovalRequest {
  readonly approvers: readonly string[] | undefined;
  /** Users and teams that may roll back and resume besides the approvers. */
  readonly operators: readonly string[];
  readonly allowStaleApproval: boolean;
  readonly breakGlass?: BreakGlass;
}

/** How to deliver the change to the GitOps branch. */
export interface Delivery {
  readonly mode: 'commit' | 'pull-request';
  /** Whether the pull request is merged as soon as its rules are met. */
  readonly autoMerge: boolean;
  /** The template of the commit's first line; `undefined`: the usual one. */
  readonly commitMessage?: string;
  readonly dryRun: boolean;
  /** How long to retry after conflicts with other writers, in milliseconds. */
  readonly timeLimitMs: number;
}

/** The run of the workflow. */
export interface RequestingRun {
  readonly url: string;
  /** The login of the user who started it, or ran it again. */
  readonly actor: string;
  /** The push that started it. */
  readonly push?: PushEvent;
}

/** The request of a run, in parts: a function takes the parts that it needs. */
export interface DeploymentRequest {
  readonly operation: Operation;
  readonly version: Version;
  readonly target: ValuesTarget;
  readonly approval: ApprovalRequest;
  /** Deploy even if it is unknown whether the commit is newer than the deployed one. */
  readonly allowUnknownDeployed: boolean;
  readonly delivery: Delivery;
  readonly run: RequestingRun;
}

/** A registry that gets the image from the one of the push: a replica in another region, or a mirror. */
export interface Replica {
  readonly registry: RegistryReader;
  /** How long to wait until it has the image, in milliseconds. */
  readonly limitMs: number;
}

/** The clients of code that only reads, such as the gates. */
export interface ReadingClients {
  /** Reads the repository with the DAGs. */
  readonly source: GitHubReader;
  /** Reads the members of teams: that of `members-token`, or `source`. */
  readonly members: GitHubReader;
  /** Reads the GitOps repository. */
  readonly gitops: GitHubReader;
  /** Reads the registry that the cluster pulls from, if it is another one than that of the push. */
  readonly replica?: Replica;
}

export interface Clients extends ReadingClients {
  /** Reads the repository with the DAGs, and opens issues in it. */
  readonly source: GitHub;
  /** Reads and writes the GitOps repository. */
  readonly gitops: GitHub;
}
