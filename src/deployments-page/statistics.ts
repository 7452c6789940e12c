import type { DeploymentEvent } from './data.ts';

export interface Numbers {
  /** Includes failed rollouts. */
  readonly deployments: number;
  readonly rollbacks: number;
  readonly failures: number;
  readonly holds: number;
  /** Median in seconds; absent if unknown. */
  readonly mergeSeconds?: number;
  readonly healthySeconds?: number;
}

/** A day or a week, UTC; weeks begin on Monday. */
export interface Period {
  /** Seconds since 1970. */
  readonly start: number;
  readonly events: readonly DeploymentEvent[];
}

const DAY_S = 86_400;
const WEEK_S = 7 * DAY_S;
/** 1970 began on a Thursday. */
const FIRST_MONDAY_S = 4 * DAY_S;
const MAX_DAYS = 45;

/** Returns whether an event deployed another version. A resume does not always. */
export function isDeployment({ kind, tag, previousTag }: DeploymentEvent): boolean {
  return kind === 'deploy' || (kind === 'resume' && tag !== previousTag);
}

/** Returns whether an event failed, before or after its commit. */
export function isFailure({ kind, ending }: DeploymentEvent): boolean {
  return kind === 'failed' || ending === 'failed';
}

/** Returns the number of events of each kind, and their median times. */
export function countEvents(events: readonly DeploymentEvent[]): Numbers {
  const seconds = (key: 'mergeSeconds' | 'healthySeconds') => {
    const middle = median(events.flatMap((event) => event[key] ?? []));
    return middle === undefined ? {} : { [key]: middle };
  };
  return {
    deployments: events.filter(isDeployment).length,
    rollbacks: events.filter(({ kind }) => kind === 'rollback').length,
    failures: events.filter(isFailure).length,
    holds: events.filter(({ kind }) => kind === 'hold' || kind === 'rollback').length,
    ...seconds('mergeSeconds'),
    ...seconds('healthySeconds'),
  };
}

/** Splits events into days up to 45 days, into weeks beyond. Includes empty periods. Oldest first. */
export function splitByPeriod(events: readonly DeploymentEvent[]): Period[] {
  const times = events.map(secondsOf);
  if (times.length === 0) return [];
  const [first, last] = [times.reduce((a, b) => Math.min(a, b)), times.reduce((a, b) => Math.max(a, b))];
  const step = periodSeconds(events);
  const origin = step === WEEK_S ? FIRST_MONDAY_S : 0;
  const startOf = (time: number) => Math.floor((time - origin) / step) * step + origin;
  const groups = Map.groupBy(events, (event) => startOf(secondsOf(event)));
  const count = (startOf(last) - startOf(first)) / step + 1;
  return Array.from({ length: count }, (_, index) => {
    const start = startOf(first) + index * step;
    return { start, events: groups.get(start) ?? [] };
  });
}

/** Returns the length of the periods of `splitByPeriod`, in seconds. */
export function periodSeconds(events: readonly DeploymentEvent[]): number {
  const times = events.map(secondsOf);
  const span = times.reduce((a, b) => Math.max(a, b), 0) - times.reduce((a, b) => Math.min(a, b), Number.MAX_VALUE);
  return span > MAX_DAYS * DAY_S ? WEEK_S : DAY_S;
}

/** Returns the time of an event in seconds since 1970. */
export function secondsOf({ at }: DeploymentEvent): number {
  return Date.parse(at) / 1000;
}

function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const [below, above] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return below === undefined || above === undefined ? undefined : (below + above) / 2;
}
