import { setTimeout as sleep } from 'node:timers/promises';
import { GitHubError } from '../../github/api/errors.ts';
import { CommitStatuses } from '../../github/repository/commit-statuses.ts';
import type { ReadingClients } from '../../gitops/request.ts';
import { evaluateStatuses, matches, type StatusVerdict } from './evaluate-statuses.ts';
import { Lineage } from './lineage.ts';
import type { Committed, Deployment, Rollout, RolloutEnd } from './rollout.ts';

/** The polling interval by the time already waited; milliseconds. */
const PACES = [
  { until: 120_000, every: 5_000 },
  { until: Number.POSITIVE_INFINITY, every: 10_000 },
];
/** A failure may be corrected: Flux tries again, and Argo CD reports an application that was Degraded for a moment. */
const FAILURE_GRACE_MS = 120_000;

export interface StatusRollout {
  /** Names of commit statuses and check runs, with `*` for any characters. */
  readonly names: readonly string[];
  readonly limitMs: number;
  readonly log: (state: string) => void;
}

/**
 * Waits until statuses of all names report a success on the commit, or on a later one that contains it.
 * @throws GitHubError
 */
export async function followCommitStatus(
  clients: ReadingClients,
  { names, limitMs, log }: StatusRollout,
  deployment: Deployment,
  committed: Committed,
): Promise<Rollout> {
  const start = Date.now();
  const { location } = deployment.target;
  const statuses = new CommitStatuses(clients.gitops, location);
  const lineage = new Lineage(clients.gitops, deployment, committed);
  const end = (how: RolloutEnd, url: string | undefined): Rollout => ({
    ...how,
    page: url ?? committed.url,
    label: names.join(', '),
    milliseconds: Date.now() - start,
  });
  const clock = new FailureClock();
  let logged = '';
  for (;;) {
    const seen = await look(statuses, names, lineage, committed);
    if (seen.kind === 'superseded') return end({ kind: 'superseded', by: lineage.latestTag }, undefined);
    if (seen.kind === 'rolled-out') return end({ kind: 'rolled-out', unhealthy: [] }, seen.url);
    if (seen.message !== logged) log(seen.message);
    logged = seen.message;
    if (clock.isOver(seen)) return end(endOf(seen), seen.url);
    const waited = Date.now() - start;
    const pauseMs = PACES.find(({ until }) => waited < until)?.every ?? 0;
    if (waited + pauseMs > limitMs) return end(endOf(seen), seen.url);
    await sleep(pauseMs);
  }
}

type Seen = StatusVerdict | { readonly kind: 'superseded' };

/** Reads the statuses once. An outage is a reason to wait, as everything that may pass is. */
async function look(
  statuses: CommitStatuses,
  names: readonly string[],
  lineage: Lineage,
  { commit, tag }: Committed,
): Promise<Seen> {
  try {
    const { head, statuses: found } = await statuses.read(commit);
    const named = found.filter((status) => names.some((name) => matches(name, status.name)));
    await lineage.learn([head, ...named.map((status) => status.commit)]);
    if (lineage.latestTag !== tag) return { kind: 'superseded' };
    return evaluateStatuses(
      named.filter((status) => lineage.contains([status.commit])),
      names,
    );
  } catch (error) {
    if (!(error instanceof GitHubError) || error.isRefusal) throw error;
    return { kind: 'missing', message: error.message, url: undefined };
  }
}

function endOf({ kind, message }: Exclude<StatusVerdict, { kind: 'rolled-out' }>): RolloutEnd {
  // A status does not say what failed.
  if (kind === 'failure') return { kind: 'failed', message, isOfDeployment: true };
  if (kind === 'pending') return { kind: 'out-of-time', message, isOfDeployment: false };
  return { kind: 'not-reported', message };
}

/** Measures how long a failure lasts. */
class FailureClock {
  #since: number | undefined;

  isOver({ kind }: StatusVerdict): boolean {
    this.#since = kind === 'failure' ? (this.#since ?? Date.now()) : undefined;
    return this.#since !== undefined && Date.now() - this.#since >= FAILURE_GRACE_MS;
  }
}
