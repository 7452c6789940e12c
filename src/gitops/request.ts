import type { BreakGlass } from '../approval/request.ts';
import type { GitHub } from '../github/api/client.ts';
import type { ValuesFileLocation } from '../github/gitops/values-file.ts';
import type { FileEdit } from '../values/edit-list.ts';

/** What a run was asked to do. `deploy` is what a merge asks for; the others are asked for by hand. */
export type Operation =
  | { readonly kind: 'deploy' }
  | {
      readonly kind: 'resume';
      readonly reason: string | undefined;
      /** The commit is the one that the run was started on, and is refused unless it is the newest of the branch. */
      readonly newestOnly: boolean;
    }
  | { readonly kind: 'hold'; readonly reason: string }
  | { readonly kind: 'rollback'; readonly tag: string; readonly reason: string };

export type Gate = 'target' | 'order' | 'operator' | 'hold' | 'image' | 'proof' | 'proposal';

/** What each guard said last, in the order in which they were first asked. */
export type GateLog = Map<Gate, string>;

export interface TargetKeys {
  readonly tagKey: string;
  readonly repositoryKey: string;
  readonly digestKey: string;
  /** Whether the digest is written beside the tag. */
  readonly pinDigest: boolean;
}

/** What a push brought, as its event tells; nothing may be decided by it, for a rerun keeps its old event. */
export interface PushEvent {
  readonly branch: string;
  /** The head before and after. */
  readonly before: string;
  readonly after: string;
  /** Oldest first. */
  readonly commits: readonly string[];
}

/** Where the tag is written. */
export interface ValuesTarget extends TargetKeys {
  readonly target: ValuesFileLocation;
  /** Further places that are set with the tag. */
  readonly edits: readonly FileEdit[];
}

/** What is to be deployed, and where to. */
export interface DeploymentRequest extends ValuesTarget {
  readonly operation: Operation;
  /** Registry and repository, as the values file writes them. */
  readonly image: string;
  readonly commit: string;
  readonly tagPrefix: string;
  /** `owner/name` of the repository with the DAGs. */
  readonly sourceRepository: string;
  readonly approvers: readonly string[] | undefined;
  /** Who may roll back and resume besides the approvers. */
  readonly operators: readonly string[];
  readonly allowStaleApproval: boolean;
  readonly breakGlass?: BreakGlass;
  readonly allowUnknownDeployed: boolean;
  /** The login of whoever started the run. */
  readonly actor: string;
  readonly runUrl: string;
  readonly gateLog: GateLog;
  /** The push that started the run. */
  readonly push?: PushEvent;
}

export interface Clients {
  /** Reads the repository with the DAGs. */
  readonly source: GitHub;
  /** Reads and writes the GitOps repository. */
  readonly gitops: GitHub;
}

export interface CommitRequest extends DeploymentRequest {
  readonly tag: string;
  readonly digest: string;
  readonly dryRun: boolean;
  /** How the change comes to the branch. */
  readonly mode: 'commit' | 'pull-request';
  /** Whether the pull request is merged as soon as its rules are met. */
  readonly autoMerge: boolean;
  /** How long this writer competes with others for the branch, in milliseconds. */
  readonly timeLimitMs: number;
}
