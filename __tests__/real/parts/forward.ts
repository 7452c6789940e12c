import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface Forward {
  /** The URL on loopback. */
  readonly url: string;
  close(): void;
}

/** Forwards a loopback port to a service of a cluster, as `kubectl port-forward` does. */
export async function forward(host: string, port: number): Promise<Forward> {
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, host);
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => undefined).once('close', () => open.delete(socket));
    }
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
