import type { DeploymentEvent } from './data.ts';

/** How some durations spread, in seconds. */
export interface Spread {
  readonly median: number;
  /** Nine of ten are shorter. */
  readonly p90: number;
}

export interface Numbers {
  /** Includes failed rollouts. */
  readonly deployments: number;
  readonly rollbacks: number;
  readonly failures: number;
  readonly holds: number;
  /** Absent if unknown. */
  readonly merge?: Spread;
  readonly healthy?: Spread;
}

/** A week, UTC; it begins on Monday. */
export interface Week {
  /** Seconds since 1970. */
  readonly start: number;
  readonly events: readonly DeploymentEvent[];
}

export const WEEK_S = 604_800;
/** 1970 began on a Thursday. */
const FIRST_MONDAY_S = 4 * 86_400;

/** Returns whether an event deployed another version. A resume does not always. */
export function isDeployment({ kind, tag, previousTag }: DeploymentEvent): boolean {
  return kind === 'deploy' || (kind === 'resume' && tag !== previousTag);
}

/** Returns whether an event failed, before or after its commit. */
export function isFailure({ kind, ending }: DeploymentEvent): boolean {
  return kind === 'failed' || ending === 'failed';
}

/** Returns the number of events of each kind, and how their times spread. */
export function countEvents(events: readonly DeploymentEvent[]): Numbers {
  const merge = spreadOf(events.flatMap(({ mergeSeconds }) => mergeSeconds ?? []));
  const healthy = spreadOf(events.flatMap(({ healthySeconds }) => healthySeconds ?? []));
  return {
    deployments: events.filter(isDeployment).length,
    rollbacks: events.filter(({ kind }) => kind === 'rollback').length,
    failures: events.filter(isFailure).length,
    holds: events.filter(({ kind }) => kind === 'hold' || kind === 'rollback').length,
    ...(merge === undefined ? {} : { merge }),
    ...(healthy === undefined ? {} : { healthy }),
  };
}

/** Returns median and 90th percentile; `undefined` without values. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  return { median: quantile(sorted, 0.5), p90: quantile(sorted, 0.9) };
}

/** Interpolates between the two nearest values, as spreadsheets do. */
function quantile(sorted: readonly number[], part: number): number {
  const position = (sorted.length - 1) * part;
  const [below = 0, above = below] = [sorted[Math.floor(position)], sorted[Math.ceil(position)]];
  return below + (above - below) * (position % 1);
}

/** Splits events into weeks, oldest first. Includes weeks without events. */
export function splitByWeek(events: readonly DeploymentEvent[]): Week[] {
  if (events.length === 0) return [];
  const groups = Map.groupBy(events, (event) => weekOf(secondsOf(event)));
  const starts = [...groups.keys()];
  const [first, last] = [starts.reduce((a, b) => Math.min(a, b)), starts.reduce((a, b) => Math.max(a, b))];
  return Array.from({ length: (last - first) / WEEK_S + 1 }, (_, index) => {
    const start = first + index * WEEK_S;
    return { start, events: groups.get(start) ?? [] };
  });
}

function weekOf(time: number): number {
  return Math.floor((time - FIRST_MONDAY_S) / WEEK_S) * WEEK_S + FIRST_MONDAY_S;
}

/** Returns the time of an event in seconds since 1970. */
export function secondsOf({ at }: DeploymentEvent): number {
  return Date.parse(at) / 1000;
}
