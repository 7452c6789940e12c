import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Distance {
  /** `host:port` of the delayed connection. */
  readonly host: string;
  close(): Promise<void>;
}

/**
 * Starts a proxy to a local server that delays each round trip, including that of the TCP handshake: the first data arrive
 * one and a half round trips after the start. Bandwidth is not limited.
 */
export async function putFarAway(port: number, roundTripMs: number): Promise<Distance> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    const far = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    for (const socket of [near, far]) sockets.add(socket.once('close', () => sockets.delete(socket)));
    carry(near, far, roundTripMs / 2, sleep(1.5 * roundTripMs));
    carry(far, near, roundTripMs / 2, Promise.resolve());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Forwards data after a delay, and not before `opened`. */
function carry(from: Socket, to: Socket, delayMs: number, opened: Promise<unknown>): void {
  let last = opened;
  const later = (act: () => void) => {
    last = Promise.all([last, sleep(delayMs)]).then(act);
  };
  from.on('data', (bytes) => later(() => to.write(bytes)));
  from.on('end', () => later(() => to.end()));
  from.on('error', () => to.destroy());
}
