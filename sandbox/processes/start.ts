import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

/** Without an order for so long, the small process is ended. Milliseconds. */
const IDLE_MS = 5_000;

export interface Order {
  readonly id: number;
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly input: Uint8Array;
}

/** `code` is `null` where it could not be started, or was killed. */
export interface Answer {
  readonly id: number;
  readonly out: Uint8Array;
  readonly err: Uint8Array;
  readonly code: number | null;
}

let starter: ChildProcess | undefined;
let idle: NodeJS.Timeout | undefined;
let count = 0;
const waiting = new Map<number, PromiseWithResolvers<Answer>>();

/**
 * Runs a program to its end, by a process that stays small. Node forks to start one, and all memory of the process is
 * marked for that: a test's gigabyte takes a tenth of a second, in which nothing else is done.
 */
export function start(order: Omit<Order, 'id'>): Promise<Answer> {
  clearTimeout(idle);
  starter ??= open();
  count += 1;
  const answer = Promise.withResolvers<Answer>();
  waiting.set(count, answer);
  starter.channel?.ref();
  starter.send({ id: count, ...order } satisfies Order);
  return answer.promise;
}

function open(): ChildProcess {
  const child = fork(join(import.meta.dirname, 'starter.ts'), {
    serialization: 'advanced',
    execArgv: [],
    silent: false,
  });
  child.unref();
  child.on('message', (message) => settle(child, message as Answer));
  child.once('exit', () => {
    if (starter === child) starter = undefined;
    for (const { reject } of waiting.values()) reject(new Error('the process that starts programs has ended'));
    waiting.clear();
  });
  return child;
}

function settle(child: ChildProcess, answer: Answer): void {
  waiting.get(answer.id)?.resolve(answer);
  waiting.delete(answer.id);
  if (waiting.size > 0) return;
  child.channel?.unref();
  idle = setTimeout(() => {
    starter = undefined;
    child.disconnect();
  }, IDLE_MS).unref();
}
