import type { FileChange } from '../../github/gitops/commit-files.ts';
import type { ValuesFile } from '../../github/gitops/values-file.ts';
import { compareWithDeployed } from '../../gitops/commit-order.ts';
import { formatHold, holdPath } from '../../gitops/hold-file.ts';
import { tagOf } from '../../gitops/target.ts';
import type { GateAnswer, GateSubject } from '../gate.ts';
import { describeOrder } from './order.ts';

/** Stops a deployment that would replace an open proposal of a newer commit, or of a hold. */
export async function checkProposal({ clients, request, file, proposal = file }: GateSubject): Promise<GateAnswer> {
  const { target, version } = request;
  const previousTag = tagOf(proposal, target, version.image);
  if (proposal.hold !== undefined && file.hold === undefined) {
    const { hold } = proposal;
    return { answer: `a hold: ${formatHold(hold)}`, stop: { outcome: 'held', previousTag, hold } };
  }
  const order = await compareWithDeployed(clients.source, previousTag, version, { allowUnknown: true });
  const answer = `${describeOrder(version.commit, order, previousTag)}, which is proposed`;
  if (order.order !== 'older' || previousTag === null) return { answer };
  return { answer, stop: { outcome: 'skipped', previousTag } };
}

/** Returns whether an open proposal changes the files in the same way already. */
export function isProposed(files: readonly FileChange[], open: ValuesFile, valuesFile: string): boolean {
  return files.every(({ path, text }) => {
    // The text of a hold file names a time, so only its existence counts.
    if (path === holdPath(valuesFile)) return (text === null) === (open.hold === undefined);
    return text === (path === valuesFile ? open.text : open.others.get(path));
  });
}
