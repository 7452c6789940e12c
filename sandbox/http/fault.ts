import type { Answer } from './message.ts';
import { json } from './message.ts';

/**
 * What may go wrong with one call, as seen by the caller.
 * `reset` and `hang` happen before the work is done; `lost-answer`, `truncated` and `hang-after` after it.
 */
export type Fault =
  | 'reset'
  | 'hang'
  | 'hang-after'
  | 'truncated'
  | 'lost-answer'
  | 'secondary-rate-limit'
  | { readonly status: 500 | 502 | 503 | 429; readonly retryAfterSeconds?: number }
  /** A GraphQL error with this type: nothing is done. */
  | { readonly graphqlError: { readonly type: string; readonly message: string } };

export interface PlannedFault {
  /** The route's name, as it stands in the record of calls. */
  readonly route: string | RegExp;
  /** Which call of that route, counted from 1 since the fault was planned. */
  readonly nth: number;
  readonly fault: Fault;
}

/** The faults that a service is told to show; each happens once. */
export class FaultPlan {
  #planned: { plan: PlannedFault; seen: number }[] = [];

  plan(fault: PlannedFault): void {
    this.#planned.push({ plan: fault, seen: 0 });
  }

  clear(): void {
    this.#planned = [];
  }

  /** How many of the planned faults have not happened yet. */
  get pending(): number {
    return this.#planned.filter(({ plan, seen }) => seen < plan.nth).length;
  }

  /** The fault that this call has to show, if any. Counts the call. */
  next(route: string): Fault | undefined {
    let due: Fault | undefined;
    for (const planned of this.#planned) {
      const { route: wanted, nth, fault } = planned.plan;
      if (typeof wanted === 'string' ? wanted !== route : !wanted.test(route)) continue;
      planned.seen += 1;
      if (planned.seen === nth) due ??= fault;
    }
    return due;
  }
}

/** The answer of a fault that is an answer and not a broken connection. */
export function faultAnswer(fault: Fault): Answer | undefined {
  if (fault === 'secondary-rate-limit') {
    const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
    return json(403, { message, documentation_url: 'https://docs.github.com/rest' }, { 'retry-after': '1' });
  }
  if (typeof fault === 'string') return undefined;
  if ('graphqlError' in fault) return json(200, { data: null, errors: [fault.graphqlError] });
  const headers: Record<string, string> =
    fault.retryAfterSeconds === undefined ? {} : { 'retry-after': String(fault.retryAfterSeconds) };
  return { status: fault.status, headers, body: `injected ${fault.status}` };
}
