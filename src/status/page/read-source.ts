import type { DeploymentEvent } from '../../deployments-page/data.ts';
import type { GitHubReader } from '../../github/api/client.ts';
import { GitHubError } from '../../github/api/errors.ts';
import { type LoggedDeployment, readDeploymentLog } from '../../github/deployments/deployment-log.ts';
import { type Merged, readMerged } from '../../github/pull-request/merged.ts';
import { formatError } from '../../translate/translate.ts';
import { findFailures, matchRecords } from './match-deployments.ts';

export interface Asked {
  /** The events with the facts from the source repository, and its failed runs. */
  readonly events: readonly DeploymentEvent[];
  readonly warnings: readonly string[];
  /** The merged pull requests and the deployment records; empty if they could not be read. */
  readonly merged: readonly Merged[];
  readonly log: readonly LoggedDeployment[];
  /** Whether nothing could be read. */
  readonly isRefused: boolean;
}

/** Adds titles, merge times and rollout results from a source repository, as far as the token can read it. */
export async function readSource(
  github: GitHubReader,
  source: string,
  events: readonly DeploymentEvent[],
): Promise<Asked> {
  const [oldest = ''] = events.map(({ at }) => at).sort();
  const numbers = events.flatMap((event) => numbersOf(event, source));
  const [merged, log] = await Promise.all([
    numbers.length === 0 ? new Map<number, Merged>() : tryTo(() => readMerged(github, source, Math.min(...numbers))),
    tryTo(() => readDeploymentLog(github, source, oldest)),
  ]);
  const matched = events.map((event) => {
    const titled = typeof merged === 'string' ? event : addMergeTime(addTitles(event, source, merged), source, merged);
    return typeof log === 'string' ? titled : matchRecords(titled, log);
  });
  return {
    events: typeof log === 'string' ? matched : [...matched, ...findFailures(source, log, matched)],
    warnings: [
      ...(typeof merged === 'string' ? [`Could not read the pull requests of ${source}: ${merged}`] : []),
      ...(typeof log === 'string' ? [`Could not read the deployments of ${source}: ${log}`] : []),
    ],
    merged: typeof merged === 'string' ? [] : [...merged.values()],
    log: typeof log === 'string' ? [] : log,
    isRefused: typeof log === 'string' && (numbers.length === 0 || typeof merged === 'string'),
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
function addMergeTime(event: DeploymentEvent, source: string, all: ReadonlyMap<number, Merged>): DeploymentEvent {
  if (event.kind !== 'deploy') return event;
  const merged = numbersOf(event, source).map((number) => Date.parse(all.get(number)?.mergedAt ?? ''));
  const mergeSeconds = (Date.parse(event.at) - Math.max(...merged)) / 1000;
  return merged.length > 0 && mergeSeconds >= 0 ? { ...event, mergeSeconds } : event;
}

/** Adds the titles as they are now; a commit of the GitOps repository has the title at the time of the deployment. */
function addTitles(event: DeploymentEvent, source: string, all: ReadonlyMap<number, Merged>): DeploymentEvent {
  if (event.pullRequests === undefined) return event;
  const pullRequests = event.pullRequests.map((each) => {
    const number = pullRequestNumber(each.url, source);
    const { title } = (number === undefined ? undefined : all.get(number)) ?? each;
    return title === undefined ? each : { ...each, title };
  });
  return { ...event, pullRequests };
}

/** Returns the numbers of the deployed pull requests of the source repository. */
export function numbersOf({ pullRequests = [] }: DeploymentEvent, source: string): number[] {
  return pullRequests.flatMap(({ url }) => pullRequestNumber(url, source) ?? []);
}

/** Returns the number of a pull request of the source repository; `undefined` for any other address. */
function pullRequestNumber(url: string, source: string): number | undefined {
  const [, repository, number] = /^https?:\/\/[^/]+\/(.+)\/pull\/(\d+)$/.exec(url) ?? [];
  return repository === source ? Number(number) : undefined;
}
