import type { ApprovedImage, VerifiedApproval } from '../attestation/verify-approval.ts';
import type { ValuesFile } from '../github/gitops/values-file.ts';
import type { DeploymentRequest, Operation, ReadingClients } from '../gitops/request.ts';
import type { PrefetchedAnswers } from './prefetch.ts';
import type { GateFacts, Stop } from './verdict.ts';

/** The head of the default branch of the repository with the DAGs. */
export interface NewestCommit {
  readonly branch: string;
  readonly commit: string;
}

/** What the gates are asked about. A gate that needs one of the optional parts applies only if it is there. */
export interface GateSubject {
  readonly clients: ReadingClients;
  readonly request: DeploymentRequest;
  /** The values file at one head. */
  readonly file: ValuesFile;
  /** The newest commit of the branch, for a resume with the commit of the run. */
  readonly newest?: NewestCommit;
  /** The image in the registry. */
  readonly image?: FoundImage;
  /** Answers of GitHub that were read beside the values file. */
  readonly prefetched?: PrefetchedAnswers;
  /** The values file as an open proposal has it. */
  readonly proposal?: ValuesFile;
}

export interface FoundImage {
  /** The digest that the registry has for the tag; `undefined`: the tag does not exist. */
  readonly found: string | undefined;
  /** The digest that the tag must have; `undefined`: any. */
  readonly expected: string | undefined;
  /** Verifies the signed approval of the image; absent: none is required. */
  readonly verifyApproval?: (image: ApprovedImage) => Promise<VerifiedApproval>;
}

/** The answer of a gate: one line for people, facts for the gates after it, and `stop` if nothing is to be deployed. */
export interface GateAnswer {
  readonly answer: string;
  readonly facts?: Partial<GateFacts>;
  readonly stop?: Stop;
}

export interface Gate {
  readonly name: string;
  /** Shown in the summary of a dry run. */
  readonly question: string;
  readonly appliesTo: (subject: GateSubject) => boolean;
  /**
   * When to ask the gate again after another writer committed. `other-tag`: its answer is about commits, which do not
   * change, so it holds as long as the same tag is deployed.
   */
  readonly recheckAfterConflict: 'always' | 'other-tag' | 'never';
  /** @throws UserError to reject the request */
  readonly check: (subject: GateSubject, facts: GateFacts) => GateAnswer | Promise<GateAnswer>;
}

/** Returns the `appliesTo` of a gate for these operations. */
export function operations(...kinds: readonly Operation['kind'][]): Gate['appliesTo'] {
  return ({ request }) => kinds.includes(request.operation.kind);
}

/** Returns whether the action itself rolls back, because its deployment failed. */
export function isAutomatic({ request: { operation } }: GateSubject): boolean {
  return operation.kind === 'rollback' && operation.failed !== undefined;
}
