import type { GitHub } from '../github/client.ts';
import { readValuesFile, type ValuesFile, type ValuesFileLocation } from '../github/values-file.ts';
import type { Proof } from '../verify/proof.ts';
import { verify } from '../verify/verify.ts';
import { orderAgainst } from './ancestry.ts';
import { crossCheck, type TargetKeys } from './target.ts';

/** What is to be deployed, and where to. */
export interface Wanted extends TargetKeys {
  /** Registry and repository, as the values file writes them. */
  readonly image: string;
  readonly commit: string;
  readonly tagPrefix: string;
  /** `owner/name` of the repository with the DAGs. */
  readonly sourceRepository: string;
  readonly target: ValuesFileLocation;
  readonly approvers: readonly string[] | undefined;
  readonly allowUnknownDeployed: boolean;
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
  readonly proof: Proof;
}

export type Verdict =
  | Deployable
  | { readonly outcome: 'unchanged' | 'skipped'; readonly file: ValuesFile; readonly previousTag: string }
  | { readonly outcome: 'held'; readonly file: ValuesFile; readonly previousTag: string | null; readonly hold: string };

/** How far back a writer that was overtaken looks for its own commit, and counts those of others. */
const LOOK_BACK = 30;

/**
 * Reads the target and asks every guard: right file, newer than what is deployed, no hold, proved to be approved.
 * @throws UserError of the guard that refuses
 */
export async function judge(clients: Clients, wanted: Wanted): Promise<Verdict> {
  return judgeFile(clients, wanted, await readValuesFile(clients.gitops, wanted.target));
}

/**
 * Asks every guard again after somebody else committed. While the same tag is deployed, order and proof are what they
 * were: they are about commits, which do not change.
 * @throws UserError of the guard that refuses
 */
export async function judgeAgain(clients: Clients, wanted: Wanted, before: Deployable): Promise<Verdict> {
  const file = await readValuesFile(clients.gitops, wanted.target, LOOK_BACK);
  const previousTag = crossCheck(file, wanted.target.path, wanted.image, wanted);
  if (previousTag !== before.previousTag) return judgeFile(clients, wanted, file);
  return file.hold === undefined ? { ...before, file } : { outcome: 'held', file, previousTag, hold: file.hold };
}

async function judgeFile(clients: Clients, wanted: Wanted, file: ValuesFile): Promise<Verdict> {
  const previousTag = crossCheck(file, wanted.target.path, wanted.image, wanted);
  const github = clients.source;
  const ancestry = await orderAgainst(previousTag, { ...wanted, github, repository: wanted.sourceRepository });
  if (previousTag !== null && ancestry.order === 'same') return { outcome: 'unchanged', file, previousTag };
  if (previousTag !== null && ancestry.order === 'older') return { outcome: 'skipped', file, previousTag };
  if (file.hold !== undefined) return { outcome: 'held', file, previousTag, hold: file.hold };
  const proof = await verify({
    github,
    repository: wanted.sourceRepository,
    commit: wanted.commit,
    commits: ancestry.order === 'newer' ? ancestry.commits : [wanted.commit],
    rulesAt: ancestry.order === 'newer' ? ancestry.deployed : `${wanted.commit}^`,
    approvers: wanted.approvers,
  });
  return { outcome: 'deployable', file, previousTag, proof };
}
