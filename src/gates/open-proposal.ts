import type { FileChange } from '../github/gitops/commit-files.ts';
import type { ValuesFile } from '../github/gitops/values-file.ts';
import { compareWithDeployed } from '../gitops/commit-order.ts';
import { formatHold, holdPath } from '../gitops/hold-file.ts';
import type { Clients, DeploymentRequest } from '../gitops/request.ts';
import { tagOf } from '../gitops/target.ts';
import { ORDERS } from './checks.ts';
import type { ProposalDecision } from './verdict.ts';

/**
 * The same guards against the proposal that is open: what is newer stays, and so does a hold that is proposed. What was
 * asked for by hand takes the place of any other proposal.
 */
export async function evaluateProposal(
  { source }: Clients,
  request: DeploymentRequest,
  {
    base,
    open,
    files,
  }: { readonly base: ValuesFile; readonly open: ValuesFile; readonly files: readonly FileChange[] },
): Promise<ProposalDecision> {
  const { operation, gateLog, target, commit, sourceRepository: repository } = request;
  if (files.every((file) => isSame(file, open, target.path))) return { outcome: 'same' };
  if (operation.kind !== 'deploy') return { outcome: 'proposable' };
  const tag = tagOf(open, request);
  if (open.hold !== undefined && base.hold === undefined) {
    gateLog.set('proposal', `it writes a hold: ${formatHold(open.hold)}`);
    return { outcome: 'held', previousTag: tag, hold: open.hold };
  }
  const { order } = await compareWithDeployed(tag, {
    ...request,
    github: source,
    repository,
    allowUnknownDeployed: true,
  });
  gateLog.set('proposal', `${commit.slice(0, 7)} is ${ORDERS[order]} ${tag ?? 'no tag'}, which is proposed`);
  return order === 'older' && tag !== null ? { outcome: 'skipped', previousTag: tag } : { outcome: 'proposable' };
}

/** Of a hold file it counts that it is there: its text tells a time. */
function isSame({ path, text }: FileChange, open: ValuesFile, valuesFile: string): boolean {
  if (path === holdPath(valuesFile)) return (text === null) === (open.hold === undefined);
  return text === (path === valuesFile ? open.text : open.others.get(path));
}
