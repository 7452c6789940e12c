import { type ChildProcess, fork } from 'node:child_process';
import { extname, join } from 'node:path';
import type { EndedProgram, Input, Interruption, Order, Output } from './messages.ts';

/** Ends the small process after this time without an order, in milliseconds. */
const IDLE_MS = 5_000;

/** Receives the events of one program. */
export interface Listener {
  readonly printed?: (bytes: Uint8Array) => void;
  readonly ended: (answer: EndedProgram) => void;
  /** The small process itself has ended. */
  readonly lost: (error: Error) => void;
}

/** A message to a running program. */
export type Saying = Omit<Input, 'id'> | Omit<Interruption, 'id'>;

interface SmallProcess {
  readonly child: ChildProcess;
  readonly listeners: Map<number, Listener>;
}

let current: SmallProcess | undefined;
let idle: NodeJS.Timeout | undefined;
let count = 0;

/**
 * Starts a program from a small process. Returns a function that sends messages to it. Node forks to start a program, and
 * the kernel copies the page tables: with a test's gigabyte of memory, this blocks for a tenth of a second.
 */
export function give(order: Omit<Order, 'id' | 'kind'>, listener: Listener): (saying: Saying) => void {
  clearTimeout(idle);
  current ??= open();
  const { child, listeners } = current;
  count += 1;
  const id = count;
  listeners.set(id, listener);
  child.channel?.ref();
  child.send({ kind: 'order', id, ...order } satisfies Order);
  return (saying) => {
    if (listeners.has(id)) child.send({ ...saying, id });
  };
}

function open(): SmallProcess {
  // A bundle has JavaScript beside it.
  const program = join(import.meta.dirname, `starter${extname(import.meta.filename)}`);
  const child = fork(program, { serialization: 'advanced', execArgv: [] });
  const opened: SmallProcess = { child, listeners: new Map() };
  child.unref();
  child.on('message', (message) => dispatch(opened, message as EndedProgram | Output));
  child.once('exit', () => {
    if (current === opened) current = undefined;
    for (const { lost } of opened.listeners.values())
      lost(new Error('the process that starts programs has ended unexpectedly'));
  });
  return opened;
}

function dispatch(from: SmallProcess, message: EndedProgram | Output): void {
  const { child, listeners } = from;
  const listener = listeners.get(message.id);
  if (message.kind === 'output') {
    listener?.printed?.(message.bytes);
    return;
  }
  listeners.delete(message.id);
  listener?.ended(message);
  if (listeners.size > 0) return;
  child.channel?.unref();
  idle = setTimeout(() => {
    if (current === from) current = undefined;
    child.disconnect();
  }, IDLE_MS).unref();
}
