import type { Proof } from '../approval/proof.ts';
import type { FileRevision, ValuesFile } from '../github/gitops/values-file.ts';
import type { CommitOrder } from '../gitops/commit-order.ts';

/** What one gate said. */
export interface GateVerdict {
  readonly gate: string;
  readonly question: string;
  /** One line for people. */
  readonly answer: string;
  /** Whether nothing is deployed because of this answer. */
  readonly stops: boolean;
}

/** What the gates found out about a request on the way. */
export interface GateFacts {
  /** The tag in the values file. */
  readonly previousTag: string | null;
  /** The digest that the values file pins. */
  readonly previousDigest: string | null;
  readonly order: CommitOrder;
  /** The digest of the image in the registry; empty until the gate of the image was asked. */
  readonly digest: string;
  readonly proof: Proof;
  /** The earlier deployment of the same image that the proof was given for. */
  readonly provedBy: FileRevision | undefined;
}

/** Why nothing is deployed, although nothing is wrong. */
export type Stop =
  | { readonly outcome: 'unchanged' | 'skipped'; readonly previousTag: string }
  | { readonly outcome: 'held'; readonly previousTag: string | null; readonly hold: string };

interface Decided {
  /** The values file at the head that the gates saw. */
  readonly file: ValuesFile;
  readonly verdicts: readonly GateVerdict[];
}

/** May be committed on the values file as it was read; the verdicts hold for that head only. */
export interface ApprovedDeployment extends Decided, GateFacts {
  readonly outcome: 'deployable';
}

export type NotDeployed = Decided & Stop;

export type GateDecision = ApprovedDeployment | NotDeployed;
