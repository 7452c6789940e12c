import type { EndedProgram, Interruption, Order } from './messages.ts';
import { give } from './small-process.ts';

/** What ends a program early, and how. */
export interface Ends {
  readonly kill?: AbortSignal | undefined;
  readonly interrupt?: AbortSignal | undefined;
}

/** Runs a program to its end, from the small process. */
export function start(
  order: Omit<Order, 'id' | 'kind' | 'talks'>,
  { kill, interrupt }: Ends = {},
): Promise<Omit<EndedProgram, 'id' | 'kind'>> {
  const { promise, resolve, reject } = Promise.withResolvers<EndedProgram>();
  const say = give(order, { ended: resolve, lost: reject });
  const on = (when: AbortSignal | undefined, signal: Interruption['signal']) => {
    const send = () => say({ kind: 'signal', signal });
    if (when?.aborted) send();
    else when?.addEventListener('abort', send, { once: true });
  };
  on(kill, 'SIGKILL');
  on(interrupt, 'SIGINT');
  return promise;
}
