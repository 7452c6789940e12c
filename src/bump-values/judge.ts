import type { GitHub } from '../github/client.ts';
import type { FileRevision, ValuesFile, ValuesFileLocation } from '../github/values-file.ts';
import type { FileEdit } from '../values/edit-list.ts';
import type { BreakGlass } from '../verify/break-glass.ts';
import type { Proof } from '../verify/proof.ts';
import type { Push } from './ask-ahead.ts';
import { judgeHold, judgeOperator, judgeOrder, judgeProof, judgeTarget } from './ask-guards.ts';
import type { Guards } from './guards.ts';
import { requireNewest } from './newest.ts';
import type { Operation } from './operation.ts';
import { readTarget } from './read-target.ts';
import type { TargetKeys } from './target.ts';

/** Where the tag is written. */
export interface Places extends TargetKeys {
  readonly target: ValuesFileLocation;
  /** Further places that are set with the tag. */
  readonly edits: readonly FileEdit[];
}

/** What is to be deployed, and where to. */
export interface Wanted extends Places {
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
  readonly guards: Guards;
  /** The push that started the run. */
  readonly push?: Push;
}

export interface Clients {
  /** Reads the repository with the DAGs. */
  readonly source: GitHub;
  /** Reads and writes the GitOps repository. */
  readonly gitops: GitHub;
}

/** May be deployed on the values file as it was read; every guard holds for that head alone. */
export interface Deployable {
  readonly outcome: 'deployable';
  readonly file: ValuesFile;
  readonly previousTag: string | null;
  /** The digest that the values file pins. */
  readonly previousDigest: string | null;
  readonly proof: Proof;
  /** The earlier deployment of the same tag that the proof was given for. */
  readonly provedBy?: FileRevision;
}

export type Settled =
  | { readonly outcome: 'unchanged' | 'skipped'; readonly file: ValuesFile; readonly previousTag: string }
  | { readonly outcome: 'held'; readonly file: ValuesFile; readonly previousTag: string | null; readonly hold: string };

export type Verdict = Deployable | Settled;

/**
 * Reads the target and asks every guard: right file, newer than what is deployed, no hold, proved to be approved.
 * @throws UserError of the guard that refuses
 */
export async function judge(clients: Clients, wanted: Wanted): Promise<Verdict> {
  const { operation, sourceRepository, commit } = wanted;
  const isNewest = operation.kind === 'resume' && operation.newestOnly;
  const [file] = await Promise.all([
    readTarget(clients.gitops, wanted),
    isNewest ? requireNewest(clients.source, sourceRepository, commit) : undefined,
  ]);
  return judgeFile(clients, wanted, file);
}

/**
 * Asks every guard again after somebody else committed. While the same tag is deployed, order and proof are what they
 * were: they are about commits, which do not change.
 * @throws UserError of the guard that refuses
 */
export async function judgeAgain(clients: Clients, wanted: Wanted, before: Deployable): Promise<Verdict> {
  const file = await readTarget(clients.gitops, wanted, { overtaken: true });
  const { tag: previousTag, digest: previousDigest } = judgeTarget(file, wanted);
  if (previousTag !== before.previousTag) return judgeFile(clients, wanted, file);
  return judgeHold(file, wanted, previousTag) ?? { ...before, file, previousDigest };
}

async function judgeFile(clients: Clients, wanted: Wanted, file: ValuesFile): Promise<Verdict> {
  const { tag: previousTag, digest: previousDigest } = judgeTarget(file, wanted);
  const ancestry = await judgeOrder(clients, wanted, previousTag);
  const { order } = ancestry;
  if (wanted.operation.kind === 'resume') await judgeOperator(clients, wanted, ancestry);
  if (previousTag !== null && order === 'same' && !mayDiffer(wanted, file)) {
    return { outcome: 'unchanged', file, previousTag };
  }
  if (previousTag !== null && order === 'older') return { outcome: 'skipped', file, previousTag };
  const held = judgeHold(file, wanted, previousTag);
  if (held !== undefined) return held;
  const proof = await judgeProof(clients, wanted, ancestry);
  return { outcome: 'deployable', file, previousTag, previousDigest, proof };
}

/** Whether there may be something to commit although the tag is deployed already. */
function mayDiffer({ pinDigest, edits, operation }: Wanted, { hold }: ValuesFile): boolean {
  return pinDigest || edits.length > 0 || (operation.kind === 'resume' && hold !== undefined);
}
