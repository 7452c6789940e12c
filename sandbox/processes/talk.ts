import type { Order } from './messages.ts';
import { give } from './small-process.ts';

/** A program that is asked and answers, until it is told that there is no more. */
export interface Talk {
  ask(bytes: Uint8Array): void;
  /** Ends its input, and waits until it has ended. */
  close(): Promise<void>;
}

/** Starts a program to talk to, by the small process. `ended` is called once, however it ends. */
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
