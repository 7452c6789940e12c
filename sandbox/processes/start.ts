import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

/** Without an order for so long, the small process is ended. Milliseconds. */
const IDLE_MS = 5_000;

export interface Order {
  readonly id: number;
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly input?: Uint8Array;
  readonly cwd?: string;
  /** Kills it after so long. */
  readonly limitMs?: number;
}

/** Sends a signal to what an order started. */
export interface Interruption {
  readonly id: number;
  readonly signal: 'SIGINT' | 'SIGKILL';
}

/** What ends a program before its time, and how. */
export interface Ends {
  readonly kill?: AbortSignal | undefined;
  readonly interrupt?: AbortSignal | undefined;
}

/** `code` is `null` where it could not be started, or was killed. */
export interface Answer {
  readonly id: number;
  readonly out: Uint8Array;
  readonly err: Uint8Array;
  readonly code: number | null;
}

/** The small process, and the orders that it has not answered. */
interface Starter {
  readonly child: ChildProcess;
  readonly waiting: Map<number, PromiseWithResolvers<Answer>>;
}

let starter: Starter | undefined;
let idle: NodeJS.Timeout | undefined;
let count = 0;

/**
 * Runs a program to its end, by a process that stays small. Node forks to start one, and all memory of the process is
 * marked for that: a test's gigabyte takes a tenth of a second, in which nothing else is done.
 */
export function start(order: Omit<Order, 'id'>, { kill, interrupt }: Ends = {}): Promise<Answer> {
  clearTimeout(idle);
  starter ??= open();
  const { child, waiting } = starter;
  count += 1;
  const answer = Promise.withResolvers<Answer>();
  waiting.set(count, answer);
  child.channel?.ref();
  child.send({ id: count, ...order } satisfies Order);
  end({ id: count, signal: 'SIGKILL' }, kill);
  end({ id: count, signal: 'SIGINT' }, interrupt);
  return answer.promise;

  function end(interruption: Interruption, when: AbortSignal | undefined): void {
    if (when?.aborted) child.send(interruption);
    else when?.addEventListener('abort', () => child.connected && child.send(interruption), { once: true });
  }
}

function open(): Starter {
  const child = fork(join(import.meta.dirname, 'starter.ts'), { serialization: 'advanced', execArgv: [] });
  const opened: Starter = { child, waiting: new Map() };
  child.unref();
  child.on('message', (message) => settle(opened, message as Answer));
  child.once('exit', () => {
    if (starter === opened) starter = undefined;
    for (const { reject } of opened.waiting.values()) reject(new Error('the process that starts programs has ended'));
  });
  return opened;
}

function settle(answered: Starter, answer: Answer): void {
  const { child, waiting } = answered;
  waiting.get(answer.id)?.resolve(answer);
  waiting.delete(answer.id);
  if (waiting.size > 0) return;
  child.channel?.unref();
  idle = setTimeout(() => {
    if (starter === answered) starter = undefined;
    child.disconnect();
  }, IDLE_MS).unref();
}
