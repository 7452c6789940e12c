import type { Order } from './messages.ts';
import { give } from './small-process.ts';

/** A program that answers requests until its input ends. */
export interface Talk {
  ask(bytes: Uint8Array): void;
  /** Ends the input, and waits for the program to end. */
  close(): Promise<void>;
}

/** Starts a program to talk to, from the small process. Calls `ended` exactly once. */
export function talk(
  order: Omit<Order, 'id' | 'kind' | 'talks' | 'input'>,
  printed: (bytes: Uint8Array) => void,
  ended: () => void,
): Talk {
  const over = Promise.withResolvers<void>();
  const end = () => {
    ended();
    over.resolve();
  };
  const say = give({ ...order, talks: true }, { printed, ended: end, lost: end });
  return {
    ask: (bytes) => say({ kind: 'input', bytes }),
    close() {
      say({ kind: 'input' });
      return over.promise;
    },
  };
}
