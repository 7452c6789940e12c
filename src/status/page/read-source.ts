import type { DeploymentEvent } from '../../deployments-page/data.ts';
import type { GitHub } from '../../github/api/client.ts';
import { GitHubError } from '../../github/api/errors.ts';
import { readDeploymentLog } from '../../github/deployments/deployment-log.ts';
import { readMergeTimes } from '../../github/pull-request/merge-times.ts';
import { formatError } from '../../runner/translate/translate.ts';
import { findFailures, matchRecords } from './match-deployments.ts';

export interface Asked {
  /** The events with the facts from the source repository, and its failed runs. */
  readonly events: readonly DeploymentEvent[];
  readonly warnings: readonly string[];
  /** Whether nothing could be read. */
  readonly isRefused: boolean;
}

/** Adds merge times and rollout results from a source repository, as far as the token can read it. */
export async function readSource(github: GitHub, source: string, events: readonly DeploymentEvent[]): Promise<Asked> {
  const [oldest = ''] = events.map(({ at }) => at).sort();
  const numbers = events.flatMap((event) => numbersOf(event, source));
  const [times, log] = await Promise.all([
    numbers.length === 0 ? new Map() : tryTo(() => readMergeTimes(github, source, Math.min(...numbers))),
    tryTo(() => readDeploymentLog(github, source, oldest)),
  ]);
  const matched = events.map((event) => {
    const merged = typeof times === 'string' ? event : addMergeTime(event, source, times);
    return typeof log === 'string' ? merged : matchRecords(merged, log);
  });
  return {
    events: typeof log === 'string' ? matched : [...matched, ...findFailures(source, log, matched)],
    warnings: [
      ...(typeof times === 'string' ? [`Could not read the merge times of ${source}: ${times}`] : []),
      ...(typeof log === 'string' ? [`Could not read the deployments of ${source}: ${log}`] : []),
    ],
    isRefused: typeof log === 'string' && (numbers.length === 0 || typeof times === 'string'),
  };
}

/** Returns the result, or the error as text. */
async function tryTo<T extends object>(read: () => Promise<T>): Promise<T | string> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof GitHubError) return formatError(error);
    throw error;
  }
}

/** Adds the time from merge to commit, only for a deployment: after a rollback or a hold it means nothing. */
function addMergeTime(event: DeploymentEvent, source: string, times: ReadonlyMap<number, string>): DeploymentEvent {
  if (event.kind !== 'deploy') return event;
  const merged = numbersOf(event, source).map((number) => Date.parse(times.get(number) ?? ''));
  const mergeSeconds = (Date.parse(event.at) - Math.max(...merged)) / 1000;
  return merged.length > 0 && mergeSeconds >= 0 ? { ...event, mergeSeconds } : event;
}

/** Returns the numbers of the deployed pull requests of the source repository. */
function numbersOf({ pullRequests = [] }: DeploymentEvent, source: string): number[] {
  return pullRequests.flatMap((page) => {
    const [, repository, number] = /^https?:\/\/[^/]+\/(.+)\/pull\/(\d+)$/.exec(page) ?? [];
    return repository === source && number !== undefined ? [Number(number)] : [];
  });
}
