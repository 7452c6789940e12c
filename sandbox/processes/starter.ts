/** The small process: starts the ordered programs and returns their output. Ends when its parent disconnects. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import type { EndedProgram, Input, Interruption, Order, Output } from './messages.ts';

const running = new Map<number, ChildProcessWithoutNullStreams>();

process.on('message', async (message: Order | Input | Interruption) => {
  const child = running.get(message.id);
  if (message.kind === 'order') process.send?.(await run(message));
  else if (message.kind === 'signal') child?.kill(message.signal);
  else if (message.bytes === undefined) child?.stdin.end();
  else child?.stdin.write(message.bytes);
});

async function run(order: Order): Promise<EndedProgram> {
  const { id, program, args, env, cwd, limitMs, talks = false, input = new Uint8Array() } = order;
  const child = spawn(program, args, { env, cwd, timeout: limitMs, killSignal: 'SIGKILL' });
  running.set(id, child);
  const exit = Promise.withResolvers<number | null>();
  child.once('error', () => exit.resolve(null)).once('close', exit.resolve);
  child.stdin.on('error', () => undefined);
  if (talks) child.stdout.on('data', (bytes) => process.send?.({ kind: 'output', id, bytes } satisfies Output));
  else child.stdin.end(input);
  const out = talks ? new Uint8Array() : buffer(child.stdout);
  const [printed, err, code] = await Promise.all([out, buffer(child.stderr), exit.promise]);
  running.delete(id);
  return { kind: 'answer', id, out: printed, err, code };
}
