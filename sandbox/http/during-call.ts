import type { PlannedFault } from './fault.ts';
import type { Service } from './service.ts';

type Faults = Pick<Service, 'faults'>;
type NamedCall = Omit<PlannedFault, 'fault'>;
type Work<T> = () => T | Promise<T>;

/**
 * Does work when the nth call of a route from now on has come, and lets the service begin with that call after it. Returns
 * the result of the work.
 */
export function duringCall<T>({ faults }: Faults, call: NamedCall, work: Work<T>): Promise<T> {
  const { result, begin } = defer(work);
  faults.plan({ ...call, fault: { after: begin } });
  return result;
}

/** Does work when the service has done the nth call of a route from now on, before it answers. Returns the result. */
export function beforeAnswer<T>({ faults }: Faults, call: NamedCall, work: Work<T>): Promise<T> {
  const { result, begin } = defer(work);
  faults.plan({ ...call, fault: { beforeAnswer: begin } });
  return result;
}

/** Returns the result of work that begins later. An error is the caller's, and not that of what began it. */
function defer<T>(work: Work<T>): { readonly result: Promise<T>; readonly begin: () => Promise<void> } {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  promise.catch(() => undefined);
  return { result: promise, begin: () => Promise.resolve().then(work).then(resolve, reject) };
}
