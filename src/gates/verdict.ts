import type { Proof } from '../approval/proof.ts';
import type { VerifiedApproval } from '../attestation/verify-approval.ts';
import type { FileRevision, ValuesFile } from '../github/gitops/values-file.ts';
import type { CommitOrder } from '../gitops/commit-order.ts';
import type { WritePermission } from '../write-permission.ts';

/** The answer of one gate. */
export interface GateVerdict {
  readonly gate: string;
  readonly question: string;
  /** One line for people. */
  readonly answer: string;
  /** Whether nothing is deployed because of this answer. */
  readonly stops: boolean;
}

/** Facts that the gates found about a request. */
export interface GateFacts {
  /** The tag in the values file. */
  readonly previousTag: string | null;
  /** The digest that the values file pins. */
  readonly previousDigest: string | null;
  readonly order: CommitOrder;
  /** The digest of the image in the registry; empty until the image gate was asked. */
  readonly digest: string;
  readonly proof: Proof;
  /** The earlier deployment of the same image that the proof was given for. */
  readonly provedBy: FileRevision | undefined;
  /** The signed approval of the image, if one is required. */
  readonly attested?: VerifiedApproval;
}

/** Why a run deploys nothing without failing. */
export type Stop =
  | { readonly outcome: 'unchanged' | 'skipped'; readonly previousTag: string }
  | { readonly outcome: 'held'; readonly previousTag: string | null; readonly hold: string };

interface Decided {
  /** The values file at the head that the gates saw. */
  readonly file: ValuesFile;
  readonly verdicts: readonly GateVerdict[];
}

/** A deployment that may be committed on this head of the values file; the verdicts hold only for that head. */
export interface ApprovedDeployment extends Decided, GateFacts {
  readonly outcome: 'deployable';
  /** Lets the deployment write to the registry. */
  readonly permission: WritePermission;
}

export type NotDeployed = Decided & Stop;

export type GateDecision = ApprovedDeployment | NotDeployed;
