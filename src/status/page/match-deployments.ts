import type { DeploymentEvent } from '../../deployments-page/data.ts';
import { UNSEEN, UNSEEN_AGAIN } from '../../github/deployments/deployment.ts';
import type { LoggedDeployment, LoggedStatus } from '../../github/deployments/deployment-log.ts';

/** A record starts shortly before the commit, or shortly after it for a rollback. Milliseconds. */
const TOLERANCE_MS = 30_000;

/** The deployment of one run to one environment. */
interface RunDeployment {
  readonly environment: string;
  /** Of this run only: a later run also adds a status when it replaces the deployment. */
  readonly statuses: readonly LoggedStatus[];
  readonly from: number;
  readonly until: number;
}

/**
 * Adds the end of the rollout to a deployment, from the records of the same run and commit. If the run deployed to several
 * environments, uses the one that was in progress at the time; if there are two, none.
 */
export function matchRecords(event: DeploymentEvent, log: readonly LoggedDeployment[]): DeploymentEvent {
  const { run, sourceCommit, at } = event;
  if (run === undefined || sourceCommit === undefined) return event;
  const records = recordsOf(log, run, sourceCommit);
  const time = Date.parse(at);
  const then = records.filter(({ from, until }) => from <= time && time <= until);
  const [record, other] = records.length === 1 ? records : then;
  if (record === undefined || other !== undefined) return event;
  return { ...event, environment: record.environment, ...evaluateStatuses(record.statuses, time) };
}

/** Marks the deployments that the action rolled back by itself: they failed, even if their rollout became healthy. */
export function markRolledBack(events: readonly DeploymentEvent[]): DeploymentEvent[] {
  const failed = new Set(events.flatMap(({ file, failedCommit }) => (failedCommit ? [`${file} ${failedCommit}`] : [])));
  return events.map((event) =>
    failed.has(`${event.file} ${event.oid}`) ? { ...event, ending: 'failed', isRolledBack: true } : event,
  );
}

/** Returns the records by environment, with all attempts of the run together. */
function recordsOf(log: readonly LoggedDeployment[], run: string, commit: string): RunDeployment[] {
  const own = log
    .filter((deployment) => deployment.commit === commit)
    .map((deployment) => ({
      ...deployment,
      statuses: deployment.statuses.filter(({ logUrl }) => runOf(logUrl) === runOf(run)),
    }))
    .filter(({ statuses }) => statuses.length > 0);
  return [...Map.groupBy(own, ({ environment }) => environment)].map(([environment, deployments]) => {
    const statuses = deployments.flatMap((deployment) => deployment.statuses);
    const times = statuses.map(({ createdAt }) => Date.parse(createdAt));
    const begun = deployments.map(({ createdAt }) => Date.parse(createdAt));
    const [from, until] = [Math.min(...begun) - TOLERANCE_MS, Math.max(...times) + TOLERANCE_MS];
    return { environment, statuses, from, until };
  });
}

function evaluateStatuses(statuses: readonly LoggedStatus[], committed: number): Partial<DeploymentEvent> {
  const successes = statuses.filter(({ state, description }) => state === 'SUCCESS' && !isUnseen(description));
  const healthy = Math.min(...successes.map(({ createdAt }) => Date.parse(createdAt)));
  if (Number.isFinite(healthy)) return { ending: 'healthy', healthySeconds: Math.max(0, (healthy - committed) / 1000) };
  const failure = statuses.findLast(isFailure);
  return failure === undefined ? { ending: 'unknown' } : { ending: 'failed', error: failure.description };
}

/**
 * Returns the runs that failed before their commit. Their values file is known if all deployments to their environment
 * changed the same one.
 */
export function findFailures(
  source: string,
  log: readonly LoggedDeployment[],
  matched: readonly DeploymentEvent[],
): DeploymentEvent[] {
  const committed = new Set(matched.map(({ sourceCommit, run = '' }) => `${sourceCommit} ${runOf(run)}`));
  return log.flatMap(({ commit, environment, statuses }): DeploymentEvent[] => {
    const last = statuses.findLast(isFailure);
    if (last === undefined || committed.has(`${commit} ${runOf(last.logUrl)}`)) return [];
    const files = new Set(matched.filter((event) => event.environment === environment).map(({ file }) => file));
    const [file] = files.size === 1 ? files : [];
    const { createdAt: at, description: error, logUrl: run } = last;
    const failed = { kind: 'failed', at, source, sourceCommit: commit, environment, error, run } as const;
    return [file === undefined ? failed : { ...failed, file }];
  });
}

function isFailure({ state }: LoggedStatus): boolean {
  return state === 'FAILURE' || state === 'ERROR';
}

function isUnseen(description: string): boolean {
  return description === UNSEEN || description === UNSEEN_AGAIN;
}

/** Returns the page of a run without its attempt. */
function runOf(url: string): string {
  return url.replace(/\/attempts\/\d+$/, '');
}
