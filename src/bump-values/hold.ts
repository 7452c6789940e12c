import { note } from '../action/aftermath.ts';
import { readFileHistory } from '../github/file-history.ts';
import type { ValuesFile } from '../github/values-file.ts';
import { emptyProof } from '../verify/proof.ts';
import { commitAndNote, tellCommitted } from './commit-and-note.ts';
import type { Bump, Bumped } from './commit-tag.ts';
import { compete } from './compete.ts';
import { formatHoldFile } from './format-changes.ts';
import { holdPath, holdText } from './hold-file.ts';
import type { Clients, Settled } from './judge.ts';
import { holdMessage, readTrailer } from './message.ts';
import { readTarget } from './read-target.ts';
import { readDeployedNow } from './target.ts';

export type HoldOptions = Omit<Bump, 'tag' | 'digest' | 'operation'> & {
  readonly operation: { readonly kind: 'hold'; readonly reason: string };
};

type Held = Settled & { readonly outcome: 'held' };

interface Holdable {
  readonly outcome: 'deployable';
  readonly file: ValuesFile;
  readonly previousTag: string | null;
}

/**
 * Stops all deployments of the values file by a file beside it; one that is there already stays as it is.
 * @throws UserError `wrong-target`, `gitops-rules`, `gitops-busy`
 */
export async function hold(clients: Clients, options: HoldOptions): Promise<Bumped> {
  const first = await judgeHoldable(clients, options, false);
  if (first.outcome === 'held') return tellHeld(first);
  const result = await compete<Holdable, Held, Bumped>(first, {
    repository: options.target.repository,
    timeLimitMs: options.timeLimitMs,
    commitOn: (ready) => commitHold(clients, options, ready),
    judgeAgain: () => judgeHoldable(clients, options, true),
  });
  if ('done' in result) return result.done;
  return (await findOwn(clients, options, result.settled)) ?? tellHeld(result.settled);
}

function tellHeld({ outcome, previousTag, hold: text }: Held): Bumped & { outcome: 'held' } {
  return { outcome, previousTag, hold: text };
}

/** An answer that never came: the last commit of the hold file names this run, so it is ours. */
async function findOwn({ gitops }: Clients, { target, runUrl }: HoldOptions, held: Held): Promise<Bumped | undefined> {
  const { repository } = target;
  const path = holdPath(target.path);
  const { value: last } = await readFileHistory(gitops, { repository, path }, held.file.head).next();
  if (last === undefined || readTrailer(last.message, 'Run') !== runUrl) return undefined;
  const { oid, url, message } = last;
  note('commit', tellCommitted(path, repository, oid));
  const diff = formatHoldFile(path, held.hold);
  return { ...tellHeld(held), written: { commit: { oid, url }, message, diff } };
}

async function judgeHoldable(clients: Clients, options: HoldOptions, overtaken: boolean) {
  const file = await readTarget(clients.gitops, { ...options, edits: [] }, { overtaken });
  const { target, image, guards, repositoryKey } = options;
  // A hold writes no tag, so a value that the chart prefers to the tag does not stop it.
  const { tag: previousTag } = readDeployedNow(file, target.path, image, options);
  guards.set('target', `${repositoryKey} of ${target.path} is ${image}`);
  const { hold: text } = file;
  if (text !== undefined) return { outcome: 'held', file, previousTag, hold: text } as const;
  return { outcome: 'deployable', file, previousTag } as const;
}

/** A hold deploys nothing, so there is nothing to prove. */
const PROOFLESS = { proof: emptyProof(''), leftBehind: [] } as const;

async function commitHold(clients: Clients, options: HoldOptions, { file, previousTag }: Holdable): Promise<Bumped> {
  const { target, operation, actor, runUrl, dryRun } = options;
  const { reason } = operation;
  const path = holdPath(target.path);
  const text = holdText({ reason, by: actor, run: runUrl });
  const { headline, body } = holdMessage({ ...options, reason, previousTag });
  const written = { message: `${headline}\n\n${body}`, diff: formatHoldFile(path, text) };
  const held = { outcome: 'held', previousTag, hold: text } as const;
  const files = [{ path, text }];
  if (options.mode === 'pull-request') {
    const { propose } = await import('./propose.ts');
    const change = { files, headline, body, diff: written.diff };
    const proposed = await propose(clients, { ...options, edits: [] }, file, change);
    return proposed.outcome === 'proposed' ? { ...PROOFLESS, ...written, ...proposed, previousTag } : held;
  }
  if (dryRun) return { ...held, written };
  const { branch, head: expectedHead } = file;
  const { repository } = target;
  const commit = { repository, branch, expectedHead, files, headline, body };
  return { ...held, written: { ...written, commit: await commitAndNote(clients, commit, path) } };
}
