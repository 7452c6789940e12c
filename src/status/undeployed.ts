import type { CommitOrder } from '../gitops/commit-order.ts';
import type { UndeployedCommit } from './result.ts';

/** Number of commits to show. */
const SHOWN = 10;

/** https://docs.github.com/actions/how-tos/manage-workflow-runs/skip-workflow-runs */
const SKIPS = /\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]|\n\n(?:.*\n)*skip-checks: *true\s*$/;

/** Returns the newest commits that are not deployed, newest first. */
export function findUndeployed(order: CommitOrder): readonly UndeployedCommit[] {
  if (order.order !== 'newer') return [];
  return order.commits
    .slice(-SHOWN)
    .toReversed()
    .map((oid) => {
      const message = order.messages?.get(oid) ?? '';
      return { oid, headline: message.split('\n', 1)[0] ?? '', skipsWorkflows: SKIPS.test(message) };
    });
}
