import type { DeploymentEvent, WaitingMerge } from '../../deployments-page/data.ts';
import { SAME_CONTENT } from '../../github/deployments/deployment.ts';
import type { LoggedDeployment } from '../../github/deployments/deployment-log.ts';
import { type Asked, numbersOf } from './read-source.ts';

/**
 * Returns the merges that the current deployment of a values file does not contain, newest first: pull requests that were
 * merged into the same branch after those that it deployed. Leaves out merges whose deployment had nothing to change.
 * @param events those of the values file
 */
export function findWaiting(
  current: DeploymentEvent,
  events: readonly DeploymentEvent[],
  { merged, log }: Pick<Asked, 'merged' | 'log'>,
): WaitingMerge[] {
  const { source = '', sourceCommit } = current;
  // A rollback may not name the pull requests of its commit; the deployment of the same commit does.
  const named = events.find((event) => event.sourceCommit === sourceCommit && numbersOf(event, source).length > 0);
  const numbers = named === undefined ? [] : numbersOf(named, source);
  const deployed = merged.filter(({ number }) => numbers.includes(number));
  const last = Math.max(...deployed.map(({ mergedAt }) => Date.parse(mergedAt)));
  const settled = Math.max(0, ...timesOfSameContent(current, log));
  // GitHub’s times are whole seconds, in which a merge queue can merge several pull requests.
  const isWaiting = (time: number) => time >= last && time > settled;
  return merged
    .filter(({ number, base }) => base === deployed[0]?.base && !numbers.includes(number))
    .filter(({ mergedAt }) => isWaiting(Date.parse(mergedAt)))
    .sort((a, b) => Date.parse(b.mergedAt) - Date.parse(a.mergedAt))
    .map(({ url, title, mergedAt }) => ({ url, title, mergedAt }));
}

/** Returns when later deployments to the same environment found nothing to change. */
function timesOfSameContent({ environment, at }: DeploymentEvent, log: readonly LoggedDeployment[]): number[] {
  if (environment === undefined) return [];
  const same = log.filter((each) => each.environment === environment && each.statuses.some(isSameContent));
  return same.map(({ createdAt }) => Date.parse(createdAt)).filter((time) => time > Date.parse(at));
}

function isSameContent({ description }: LoggedDeployment['statuses'][number]): boolean {
  return description === SAME_CONTENT;
}
