import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** Below the ports that Linux gives to connections and to servers that ask for any: a program that restarts finds its own free. */
const [FIRST, END] = [15_000, 30_000];
/** Each worker of jest has its own ports, because a port is free again until its program begins to listen. */
const PORTS_OF_WORKER = 1_000;
const WORKER = Number(process.env.JEST_WORKER_ID ?? 0) % ((END - FIRST) / PORTS_OF_WORKER);
const ATTEMPTS = 100;

const given = new Set<number>();

/** Returns ports on loopback that nothing uses, for programs that do not choose one themselves. */
export async function freePorts(count: number): Promise<number[]> {
  const found = await Promise.all(Array.from({ length: count }, occupy));
  await Promise.all(found.map(({ server }) => once(server.close(), 'close')));
  return found.map(({ port }) => port);
}

async function occupy(): Promise<{ readonly server: Server; readonly port: number }> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const [server, port] = [createServer(), FIRST + WORKER * PORTS_OF_WORKER + randomInt(PORTS_OF_WORKER)];
    if (given.has(port)) continue;
    const listening = await once(server.listen(port, '127.0.0.1'), 'listening').catch(() => undefined);
    if (listening === undefined) continue;
    given.add(port);
    return { server, port };
  }
  throw new Error(`No port from ${FIRST} to ${END} is free`);
}
