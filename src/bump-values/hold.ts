import { emptyProof } from '../approval/proof.ts';
import type { NotDeployed } from '../gates/verdict.ts';
import { readFileHistory } from '../github/gitops/file-history.ts';
import type { ValuesFile } from '../github/gitops/values-file.ts';
import { holdMessage, readTrailer } from '../gitops/commit-message.ts';
import { formatHoldFile } from '../gitops/format-changes.ts';
import { holdPath, holdText } from '../gitops/hold-file.ts';
import { readTarget } from '../gitops/read-target.ts';
import type { Clients, CommitRequest } from '../gitops/request.ts';
import { readDeployedNow } from '../gitops/target.ts';
import { recordSideEffect } from '../runner/side-effects.ts';
import { commitAndRecord, describeCommitted } from './commit-and-record.ts';
import { commitWithRetry } from './commit-with-retry.ts';
import { propose } from './propose.ts';
import type { BumpResult } from './result.ts';

export type HoldOptions = Omit<CommitRequest, 'tag' | 'digest' | 'operation'> & {
  readonly operation: { readonly kind: 'hold'; readonly reason: string };
};

type Held = NotDeployed & { readonly outcome: 'held' };

interface Holdable {
  readonly outcome: 'deployable';
  readonly file: ValuesFile;
  readonly previousTag: string | null;
}

/**
 * Stops all deployments of the values file by a file beside it; one that is there already stays as it is.
 * @throws UserError `wrong-target`, `gitops-protected`, `gitops-conflict`
 */
export async function hold(clients: Clients, options: HoldOptions): Promise<BumpResult> {
  const first = await evaluateHold(clients, options, false);
  if (first.outcome === 'held') return toHeldResult(first);
  const result = await commitWithRetry<Holdable, Held, BumpResult>(first, {
    repository: options.target.repository,
    timeLimitMs: options.timeLimitMs,
    commitOn: (ready) => commitHold(clients, options, ready),
    recheck: () => evaluateHold(clients, options, true),
  });
  if ('done' in result) return result.done;
  return (await findOwn(clients, options, result.settled)) ?? toHeldResult(result.settled);
}

function toHeldResult({ outcome, previousTag, hold: text }: Held): BumpResult & { outcome: 'held' } {
  return { outcome, previousTag, hold: text };
}

/** An answer that never came: the last commit of the hold file names this run, so it is ours. */
async function findOwn(
  { gitops }: Clients,
  { target, runUrl }: HoldOptions,
  held: Held,
): Promise<BumpResult | undefined> {
  const { repository } = target;
  const path = holdPath(target.path);
  const { value: last } = await readFileHistory(gitops, { repository, path }, held.file.head).next();
  if (last === undefined || readTrailer(last.message, 'Run') !== runUrl) return undefined;
  const { oid, url, message } = last;
  recordSideEffect('commit', describeCommitted(path, repository, oid));
  const diff = formatHoldFile(path, held.hold);
  return { ...toHeldResult(held), written: { commit: { oid, url }, message, diff } };
}

async function evaluateHold(clients: Clients, options: HoldOptions, overtaken: boolean) {
  const file = await readTarget(clients.gitops, { ...options, edits: [] }, { overtaken });
  const { target, image, gateLog, repositoryKey } = options;
  // A hold writes no tag, so a value that the chart prefers to the tag does not stop it.
  const { tag: previousTag } = readDeployedNow(file, target.path, image, options);
  gateLog.set('target', `${repositoryKey} of ${target.path} is ${image}`);
  const { hold: text } = file;
  if (text !== undefined) return { outcome: 'held', file, previousTag, hold: text } as const;
  return { outcome: 'deployable', file, previousTag } as const;
}

/** A hold deploys nothing, so there is nothing to prove. */
const PROOFLESS = { proof: emptyProof(''), leftBehind: [] } as const;

async function commitHold(
  clients: Clients,
  options: HoldOptions,
  { file, previousTag }: Holdable,
): Promise<BumpResult> {
  const { target, operation, actor, runUrl, dryRun } = options;
  const { reason } = operation;
  const path = holdPath(target.path);
  const text = holdText({ reason, by: actor, run: runUrl });
  const { headline, body } = holdMessage({ ...options, reason, previousTag });
  const written = { message: `${headline}\n\n${body}`, diff: formatHoldFile(path, text) };
  const held = { outcome: 'held', previousTag, hold: text } as const;
  const files = [{ path, text }];
  if (options.mode === 'pull-request') {
    const change = { files, headline, body, diff: written.diff };
    const proposed = await propose(clients, { ...options, edits: [] }, file, change);
    return proposed.outcome === 'proposed' ? { ...PROOFLESS, ...written, ...proposed, previousTag } : held;
  }
  if (dryRun) return { ...held, written };
  const { branch, head: expectedHead } = file;
  const { repository } = target;
  const commit = { repository, branch, expectedHead, files, headline, body };
  return { ...held, written: { ...written, commit: await commitAndRecord(clients, commit, path) } };
}
