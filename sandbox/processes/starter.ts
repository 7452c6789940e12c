/** The small process: starts what it is told to, and gives back what it printed. Ends with the connection to whoever tells it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import type { Answer, Interruption, Order } from './start.ts';

const running = new Map<number, ChildProcess>();

process.on('message', async (message: Order | Interruption) => {
  if ('signal' in message) running.get(message.id)?.kill(message.signal);
  else process.send?.(await run(message));
});

async function run({ id, program, args, env, input = new Uint8Array(), cwd, limitMs }: Order): Promise<Answer> {
  const child = spawn(program, args, { env, cwd, timeout: limitMs, killSignal: 'SIGKILL' });
  running.set(id, child);
  const exit = Promise.withResolvers<number | null>();
  child.once('error', () => exit.resolve(null)).once('close', exit.resolve);
  child.stdin.on('error', () => undefined).end(input);
  const [out, err, code] = await Promise.all([buffer(child.stdout), buffer(child.stderr), exit.promise]);
  running.delete(id);
  return { id, out, err, code };
}
