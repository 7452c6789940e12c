/** The small process: starts what it is told to, and gives back what it printed. Ends with the connection to whoever tells it. */
import { spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import type { Answer, Order } from './start.ts';

process.on('message', async ({ id, program, args, env, input }: Order) => {
  const child = spawn(program, args, { env });
  const exit = Promise.withResolvers<number | null>();
  child.once('error', () => exit.resolve(null)).once('close', exit.resolve);
  child.stdin.on('error', () => undefined).end(input);
  const [out, err, code] = await Promise.all([buffer(child.stdout), buffer(child.stderr), exit.promise]);
  process.send?.({ id, out, err, code } satisfies Answer);
});
