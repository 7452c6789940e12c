import type { Answer } from './message.ts';
import { json } from './message.ts';

/**
 * A fault of one call, as the caller sees it.
 * `reset` and `hang` happen before the work is done; `lost-answer`, `truncated` and `hang-after` after it.
 */
export type Fault =
  | 'reset'
  | 'hang'
  | 'hang-after'
  | 'truncated'
  | 'lost-answer'
  | 'secondary-rate-limit'
  | { readonly status: 400 | 500 | 502 | 503 | 429; readonly retryAfterSeconds?: number }
  /** The service begins to work on the call when this is done; a function is called when the call comes. */
  | { readonly after: Promise<unknown> | (() => Promise<unknown>) }
  /** The service answers when this is done, which is called when the work is. */
  | { readonly beforeAnswer: () => Promise<unknown> }
  /** A GraphQL error with this type; the operation is not executed. */
  | {
      readonly graphqlError: { readonly type?: string; readonly code?: string; readonly message: string };
      readonly headers?: Readonly<Record<string, string>>;
    };

export interface PlannedFault {
  /** The route's name, as in the record of calls. */
  readonly route: string | RegExp;
  /** Only calls whose path has this. */
  readonly path?: RegExp;
  /** The call of that route, counted from 1 since the fault was planned. */
  readonly nth: number;
  readonly fault: Fault;
}

/** The planned faults of a service. Each happens once. */
export class FaultPlan {
  #planned: { plan: PlannedFault; seen: number }[] = [];

  plan(fault: PlannedFault): void {
    this.#planned.push({ plan: fault, seen: 0 });
  }

  clear(): void {
    this.#planned = [];
  }

  /** The number of planned faults that have not happened yet. */
  get pending(): number {
    return this.#planned.filter(({ plan, seen }) => seen < plan.nth).length;
  }

  /** Counts the call, and returns its fault, if any. */
  next(route: string, path: string): Fault | undefined {
    let due: Fault | undefined;
    for (const planned of this.#planned) {
      const { route: wanted, path: part, nth, fault } = planned.plan;
      if (typeof wanted === 'string' ? wanted !== route : !wanted.test(route)) continue;
      if (part !== undefined && !part.test(path)) continue;
      planned.seen += 1;
      if (planned.seen === nth) due ??= fault;
    }
    return due;
  }
}

/** Returns the response of a fault, unless the fault breaks the connection. */
export function faultAnswer(fault: Fault): Answer | undefined {
  if (fault === 'secondary-rate-limit') {
    const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
    return json(403, { message, documentation_url: 'https://docs.github.com/rest' }, { 'retry-after': '1' });
  }
  if (typeof fault === 'string' || 'after' in fault || 'beforeAnswer' in fault) return undefined;
  if ('graphqlError' in fault) return json(200, { data: null, errors: [fault.graphqlError] }, fault.headers);
  const headers: Record<string, string> =
    fault.retryAfterSeconds === undefined ? {} : { 'retry-after': String(fault.retryAfterSeconds) };
  return { status: fault.status, headers, body: `injected ${fault.status}` };
}
