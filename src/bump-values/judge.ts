import type { GitHub } from '../github/client.ts';
import { type FileRevision, readValuesFile, type ValuesFile, type ValuesFileLocation } from '../github/values-file.ts';
import type { FileEdit } from '../values/edit-list.ts';
import type { Proof } from '../verify/proof.ts';
import { verify } from '../verify/verify.ts';
import { type Ancestry, orderAgainst } from './ancestry.ts';
import { askAhead, type Push } from './ask-ahead.ts';
import type { Guards } from './guards.ts';
import { requireNewest } from './newest.ts';
import type { Operation } from './operation.ts';
import { crossCheck, type DeployedNow, type TargetKeys } from './target.ts';

/** What is to be deployed, and where to. */
export interface Wanted extends TargetKeys {
  readonly operation: Operation;
  /** Registry and repository, as the values file writes them. */
  readonly image: string;
  readonly commit: string;
  readonly tagPrefix: string;
  /** `owner/name` of the repository with the DAGs. */
  readonly sourceRepository: string;
  readonly target: ValuesFileLocation;
  /** Further places that are set with the tag. */
  readonly edits: readonly FileEdit[];
  readonly approvers: readonly string[] | undefined;
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

/** How far back a writer that was overtaken looks for its own commit, and counts those of others. */
const LOOK_BACK = 30;

/** The target at its newest head; `overtaken`: after somebody else committed. */
export async function readTarget(
  { gitops }: Clients,
  { target, edits }: Pick<Wanted, 'target' | 'edits'>,
  { overtaken = false } = {},
): Promise<ValuesFile> {
  const files = edits.flatMap(({ file }) => (file === undefined || file === target.path ? [] : [file]));
  return readValuesFile(gitops, target, { depth: overtaken ? LOOK_BACK : 1, others: [...new Set(files)] });
}

/**
 * Reads the target and asks every guard: right file, newer than what is deployed, no hold, proved to be approved.
 * @throws UserError of the guard that refuses
 */
export async function judge(clients: Clients, wanted: Wanted): Promise<Verdict> {
  const { operation, sourceRepository, commit } = wanted;
  askAhead(clients, wanted);
  const isNewest = operation.kind === 'resume' && operation.newestOnly;
  const [file] = await Promise.all([
    readTarget(clients, wanted),
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
  const file = await readTarget(clients, wanted, { overtaken: true });
  const { tag: previousTag, digest: previousDigest } = judgeTarget(file, wanted);
  if (previousTag !== before.previousTag) return judgeFile(clients, wanted, file);
  return judgeHold(file, wanted, previousTag) ?? { ...before, file, previousDigest };
}

async function judgeFile(clients: Clients, wanted: Wanted, file: ValuesFile): Promise<Verdict> {
  const { tag: previousTag, digest: previousDigest } = judgeTarget(file, wanted);
  const ancestry = await judgeOrder(clients, wanted, previousTag);
  const { order } = ancestry;
  if (previousTag !== null && order === 'same' && !mayDiffer(wanted, file)) {
    return { outcome: 'unchanged', file, previousTag };
  }
  if (previousTag !== null && order === 'older') return { outcome: 'skipped', file, previousTag };
  const held = judgeHold(file, wanted, previousTag);
  if (held !== undefined) return held;
  const proof = await judgeProof(clients, wanted, ancestry);
  return { outcome: 'deployable', file, previousTag, previousDigest, proof };
}

/** @throws UserError `wrong-target`, `digest-hides-tag`, `values-…` */
export function judgeTarget(file: ValuesFile, wanted: Wanted): DeployedNow {
  const { target, image, repositoryKey, pinDigest, digestKey, guards } = wanted;
  const now = crossCheck(file, target.path, image, wanted);
  guards.set(
    'target',
    `${repositoryKey} of ${target.path} is ${image}; ${pinDigest ? 'pins' : 'nothing in'} ${digestKey}`,
  );
  return now;
}

async function judgeOrder({ source }: Clients, wanted: Wanted, deployed: string | null): Promise<Ancestry> {
  const { sourceRepository: repository, commit, guards } = wanted;
  const ancestry = await orderAgainst(deployed, { ...wanted, github: source, repository });
  const count =
    ancestry.order === 'newer'
      ? `, by ${ancestry.commits.length} ${ancestry.commits.length === 1 ? 'commit' : 'commits'}`
      : '';
  guards.set('order', `${commit.slice(0, 7)} is ${ORDERS[ancestry.order]} ${deployed ?? 'no tag'}${count}`);
  return ancestry;
}

export const ORDERS: Readonly<Record<Ancestry['order'], string>> = {
  newer: 'newer than',
  same: 'the same as',
  older: 'older than',
  unknown: 'not known to be newer than',
};

/** Whether there may be something to commit although the tag is deployed already. */
function mayDiffer({ pinDigest, edits, operation }: Wanted, { hold }: ValuesFile): boolean {
  return pinDigest || edits.length > 0 || (operation.kind === 'resume' && hold !== undefined);
}

function judgeHold(file: ValuesFile, wanted: Wanted, previousTag: string | null): Settled | undefined {
  const { hold } = file;
  const { operation, guards, target } = wanted;
  guards.set('hold', hold === undefined ? `there is no ${target.path}.hold` : `${target.path}.hold: ${hold.trim()}`);
  if (hold === undefined || operation.kind === 'resume') return undefined;
  return { outcome: 'held', file, previousTag, hold };
}

/** A hold is lifted from what is deployed without asking again how that was approved. */
async function judgeProof({ source }: Clients, wanted: Wanted, ancestry: Ancestry): Promise<Proof> {
  const { commit, approvers, guards, operation, sourceRepository: repository } = wanted;
  const isNewer = ancestry.order === 'newer';
  if (operation.kind === 'resume' && ancestry.order === 'same') return { commit, pullRequests: [] };
  const proof = await verify({
    github: source,
    repository,
    commit,
    commits: isNewer ? ancestry.commits : [commit],
    rulesAt: isNewer ? ancestry.deployed : `${commit}^`,
    approvers,
  });
  guards.set('proof', tellProof(proof));
  return proof;
}

export function tellProof({ pullRequests }: Proof): string {
  const all = pullRequests.map(
    ({ number, approvals }) => `#${number} by ${approvals.map(({ author }) => `@${author}`).join(', ')}`,
  );
  return all.length === 0 ? 'nothing to prove' : `approved: ${all.join('; ')}`;
}
