/** The small process: starts what it is told to, and gives back what it printed. Ends when nobody asks any more. */
import { spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import type { Answer, Order } from './start.ts';

/** Longer than whoever gives orders waits before giving up the process. */
const IDLE_MS = 60_000;

let idle = setTimeout(() => process.disconnect(), IDLE_MS);

process.on('message', async ({ id, program, args, env, input }: Order) => {
  clearTimeout(idle);
  idle = setTimeout(() => process.disconnect(), IDLE_MS);
  const child = spawn(program, args, { env });
  const exit = Promise.withResolvers<number | null>();
  child.once('error', () => exit.resolve(null)).once('close', exit.resolve);
  child.stdin.on('error', () => undefined).end(input);
  const [out, err, code] = await Promise.all([buffer(child.stdout), buffer(child.stderr), exit.promise]);
  process.send?.({ id, out, err, code } satisfies Answer);
});
process.once('disconnect', () => clearTimeout(idle));
