import { note } from '../action/aftermath.ts';
import type { FileRevision } from '../github/values-file.ts';
import { parseValues } from '../values/parse.ts';
import type { Proof } from '../verify/proof.ts';
import { commitAndNote, tellCommitted } from './commit-and-note.ts';
import { compete } from './compete.ts';
import { type Clients, type Deployable, judgeAgain, type Settled, type Verdict, type Wanted } from './judge.ts';
import { findLeftBehind, type LeftBehind } from './left-behind.ts';
import { markBrokenGlass } from './mark-broken-glass.ts';
import { readTrailer } from './message.ts';
import { lastCommit, notCommitted } from './not-committed.ts';
import { type PreparedCommit, prepareCommit } from './prepare-commit.ts';

export interface Bump extends Wanted {
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

export interface Commit {
  readonly oid: string;
  readonly url: string;
}

export type Bumped =
  | {
      readonly outcome: 'deployed' | 'proposed';
      readonly previousTag: string | null;
      readonly proof: Proof;
      /** The earlier deployment of the same tag that the proof was given for. */
      readonly provedBy?: FileRevision;
      /** Absent under dry run. */
      readonly commit?: Commit;
      /** Of a proposal; absent under dry run. */
      readonly pullRequest?: { readonly number: number; readonly url: string };
      readonly message: string;
      /** The changed values only, as `formatChanges` writes them. */
      readonly diff: string;
      /** What the values file keeps off the new image. */
      readonly leftBehind: readonly LeftBehind[];
    }
  | {
      readonly outcome: 'unchanged' | 'skipped' | 'superseded';
      readonly previousTag: string;
      /** The last commit of the values file. */
      readonly since?: Commit;
      /** It is an open proposal that stands against this one. */
      readonly isProposal?: boolean;
    }
  | {
      readonly outcome: 'held';
      readonly previousTag: string | null;
      readonly hold: string;
      /** When this run wrote the hold. */
      readonly written?: { readonly commit?: Commit; readonly message: string; readonly diff: string };
    };

export interface CommitOptions {
  /** Asks every guard again after somebody else committed. */
  readonly again?: (before: Deployable) => Promise<Verdict>;
  /** The commit on the head that the guards saw, where it was made ready before. */
  readonly prepared?: Promise<PreparedCommit> | undefined;
}

/**
 * Commits the tag on the head that the guards saw; when the branch moved, asks every guard again on the new head.
 * @throws UserError `gitops-rules`, `gitops-busy`, or of the guard that refuses on a newer head
 */
export async function commitTag(
  clients: Clients,
  bump: Bump,
  deployable: Deployable,
  { again = (before) => judgeAgain(clients, bump, before), prepared }: CommitOptions = {},
): Promise<Bumped> {
  const result = await compete<Deployable, Settled, Bumped>(deployable, {
    repository: bump.target.repository,
    timeLimitMs: bump.timeLimitMs,
    commitOn: async (ready) => {
      const commit = (ready === deployable ? await prepared : undefined) ?? prepareCommit(ready, bump);
      return commitOn(ready, commit, clients, bump, deployable);
    },
    judgeAgain: again,
  });
  if ('done' in result) return result.done;
  return ownCommit(result.settled, bump, deployable) ?? notCommitted(result.settled, { overtaken: true });
}

async function commitOn(
  deployable: Deployable,
  { change, leftBehind }: PreparedCommit,
  clients: Clients,
  bump: Bump,
  first: Deployable,
): Promise<Bumped> {
  const { file, previousTag, proof, provedBy } = deployable;
  const { files, headline, body, diff } = change;
  if (files.length === 0) {
    const own = deployable === first ? undefined : ownCommit(deployable, bump, first);
    return own ?? { outcome: 'unchanged', previousTag: bump.tag, ...lastCommit(file) };
  }
  const result = {
    previousTag,
    proof,
    ...(provedBy === undefined ? {} : { provedBy }),
    message: `${headline}\n\n${body}`,
    diff,
    leftBehind,
  } as const;
  if (proof.brokenGlass !== undefined && !bump.dryRun) await markBrokenGlass(clients, bump, proof.brokenGlass);
  if (bump.mode === 'pull-request') {
    const { propose } = await import('./propose.ts');
    const proposed = await propose(clients, bump, file, change);
    if (proposed.outcome === 'skipped') return { ...proposed, isProposal: true };
    return proposed.outcome === 'held' ? proposed : { ...result, ...proposed };
  }
  if (bump.dryRun) return { ...result, outcome: 'deployed' };
  const { repository } = bump.target;
  const commit = { repository, branch: file.branch, expectedHead: file.head, files, headline, body };
  return { ...result, outcome: 'deployed', commit: await commitAndNote(clients, commit, bump.tag) };
}

/** An answer that never came: among the file's last commits is one that names this run, so it is ours. */
function ownCommit({ file }: Verdict, bump: Bump, { previousTag, proof, provedBy }: Deployable): Bumped | undefined {
  const own = file.history.find(({ message }) => readTrailer(message, 'Run') === bump.runUrl);
  if (own === undefined) return undefined;
  const { oid, url, message } = own;
  const leftBehind = findLeftBehind(parseValues(file.text), bump, []);
  note('commit', tellCommitted(bump.tag, bump.target.repository, oid));
  const proved = { proof, ...(provedBy === undefined ? {} : { provedBy }) };
  return { outcome: 'deployed', previousTag, ...proved, message, diff: '', leftBehind, commit: { oid, url } };
}
