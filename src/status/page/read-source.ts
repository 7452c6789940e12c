import type { DeploymentEvent } from '../../deployments-page/data.ts';
import type { GitHub } from '../../github/api/client.ts';
import { GitHubError } from '../../github/api/errors.ts';
import { readDeploymentLog } from '../../github/deployments/deployment-log.ts';
import { readMergeTimes } from '../../github/pull-request/merge-times.ts';
import { formatError } from '../../runner/translate/translate.ts';
import { findFailures, matchRecords } from './match-deployments.ts';

export interface Asked {
  /** The events with all that the source repository knows of them, and its failed runs. */
  readonly events: readonly DeploymentEvent[];
  readonly warnings: readonly string[];
  /** Nothing of what was asked could be read. */
  readonly isRefused: boolean;
}

/** Asks a source repository when its pull requests were merged and how its deployments ended, as far as the token may read it. */
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
      ...(typeof times === 'string' ? [`When the pull requests of ${source} were merged is not known: ${times}`] : []),
      ...(typeof log === 'string' ? [`How the deployments of ${source} ended is not known: ${log}`] : []),
    ],
    isRefused: typeof log === 'string' && (numbers.length === 0 || typeof times === 'string'),
  };
}

/** What was read, or why it was not, in sentences. */
async function tryTo<T extends object>(read: () => Promise<T>): Promise<T | string> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof GitHubError) return formatError(error);
    throw error;
  }
}

/** A rollback brings back what was merged long ago, and a hold keeps what is merged waiting: their times say nothing. */
function addMergeTime(event: DeploymentEvent, source: string, times: ReadonlyMap<number, string>): DeploymentEvent {
  if (event.kind !== 'deploy') return event;
  const merged = numbersOf(event, source).map((number) => Date.parse(times.get(number) ?? ''));
  const mergeSeconds = (Date.parse(event.at) - Math.max(...merged)) / 1000;
  return merged.length > 0 && mergeSeconds >= 0 ? { ...event, mergeSeconds } : event;
}

/** The numbers of the pull requests of the source repository that the deployment brought. */
function numbersOf({ pullRequests = [] }: DeploymentEvent, source: string): number[] {
  return pullRequests.flatMap((page) => {
    const [, repository, number] = /^https?:\/\/[^/]+\/(.+)\/pull\/(\d+)$/.exec(page) ?? [];
    return repository === source && number !== undefined ? [Number(number)] : [];
  });
}
