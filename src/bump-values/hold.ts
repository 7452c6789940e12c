import { evaluateRequest, reevaluateGates } from '../gates/evaluate.ts';
import { withVerdicts } from '../gates/gated-error.ts';
import type { ApprovedDeployment, NotDeployed } from '../gates/verdict.ts';
import { commitFiles } from '../github/gitops/commit-files.ts';
import { readFileHistory } from '../github/gitops/file-history.ts';
import { holdMessage, readTrailer, starterOf } from '../gitops/commit-message.ts';
import { formatHoldFile } from '../gitops/format-changes.ts';
import { holdPath, holdText } from '../gitops/hold-file.ts';
import type { Clients, DeploymentRequest } from '../gitops/request.ts';
import { recordSideEffect, recordWrite } from '../runner/side-effects.ts';
import { commitWithRetry } from './commit-with-retry.ts';
import { propose } from './propose.ts';
import { type BumpResult, resultWithoutCommit } from './result.ts';
import { commitSideEffect, describeCommitted } from './side-effect.ts';

/**
 * Stops all deployments of the values file with a hold file beside it. Keeps a hold file that exists.
 * @throws GatedError around `wrong-target`, `gitops-protected`, `gitops-conflict`
 */
export async function hold(clients: Clients, asked: DeploymentRequest, reason: string): Promise<BumpResult> {
  // A hold sets no values, so no further file has to be read.
  const request = { ...asked, target: { ...asked.target, edits: [] } };
  const first = await evaluateRequest(clients, request);
  if (first.outcome !== 'deployable') return resultWithoutCommit(first);
  return withVerdicts(first.verdicts, async () => {
    const result = await commitWithRetry<ApprovedDeployment, NotDeployed, BumpResult>(first, {
      repository: request.target.location.repository,
      delivery: request.delivery,
      commitOn: (ready) => commitHold(clients, request, ready, reason),
      recheck: (before) => reevaluateGates(clients, request, before),
    });
    if ('done' in result) return result.done;
    return (await findOwn(clients, request, result.notDeployed)) ?? resultWithoutCommit(result.notDeployed);
  });
}

/** Returns the result of a hold of this run whose answer was lost: the last commit of the hold file names the run. */
async function findOwn(
  { gitops }: Clients,
  { target, run }: DeploymentRequest,
  notDeployed: NotDeployed,
): Promise<BumpResult | undefined> {
  if (notDeployed.outcome !== 'held') return undefined;
  const { repository } = target.location;
  const path = holdPath(target.location.path);
  const { value: last } = await readFileHistory(gitops, { repository, path }, notDeployed.file.head).next();
  if (last === undefined || readTrailer(last.message, 'Run') !== run.url) return undefined;
  const { oid, url, message } = last;
  recordSideEffect('commit', describeCommitted(path, repository, oid));
  const { outcome, previousTag, hold: text, verdicts } = notDeployed;
  const diff = formatHoldFile(path, text);
  return { outcome, previousTag, hold: text, verdicts, written: { commit: { oid, url }, message, diff } };
}

async function commitHold(
  clients: Clients,
  request: DeploymentRequest,
  approved: ApprovedDeployment,
  reason: string,
): Promise<BumpResult> {
  const { version, target, run, delivery } = request;
  const { file, previousTag, proof, verdicts } = approved;
  const path = holdPath(target.location.path);
  const text = holdText({ reason, by: starterOf(request.operation, run), run: run.url });
  const { headline, body } = holdMessage({
    sourceRepository: version.sourceRepository,
    previousTag,
    reason,
    run,
    ...(delivery.commitMessage === undefined ? {} : { commitMessage: delivery.commitMessage }),
  });
  const written = { message: `${headline}\n\n${body}`, diff: formatHoldFile(path, text) };
  const held = { outcome: 'held', previousTag, hold: text, verdicts } as const;
  const files = [{ path, text }];
  if (delivery.mode === 'pull-request') {
    const proposed = await propose(clients, request, approved, { files, headline, body, diff: written.diff });
    return proposed.outcome === 'proposed' ? { ...written, ...proposed, proof, leftBehind: [], previousTag } : held;
  }
  if (delivery.dryRun) return { ...held, written };
  const { repository } = target.location;
  const { branch, head: expectedHead } = file;
  const commit = await recordWrite(commitSideEffect(path, repository), () =>
    commitFiles(clients.gitops, { repository, branch, expectedHead, files, headline, body }),
  );
  return { ...held, written: { ...written, commit } };
}
