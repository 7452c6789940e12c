import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Transform } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

/** A call to the proxy. */
export interface ProxiedCall {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  /** Sends the call to the registry. */
  forward(through?: Transform): void;
}

export interface RegistryProxy {
  /** `127.0.0.1:port` */
  readonly host: string;
  /** Method, path and authorization of each call. */
  readonly calls: readonly { readonly method: string; readonly path: string; readonly authorization?: string }[];
  close(): Promise<void>;
}

/** Starts a proxy in front of a real registry; `handle` answers each call itself, or forwards it. */
export async function startRegistryProxy(
  upstream: string,
  handle: (call: ProxiedCall) => void | Promise<void> = ({ forward }) => forward(),
): Promise<RegistryProxy> {
  const calls: { method: string; path: string; authorization?: string }[] = [];
  const server = createServer((incoming, response) => {
    const { method = '', url: path = '', headers } = incoming;
    const { authorization } = headers;
    calls.push({ method, path, ...(authorization === undefined ? {} : { authorization }) });
    const forward = (through?: Transform) => send(upstream, incoming, response, through);
    void Promise.resolve(handle({ incoming, response, forward })).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The registry builds its locations from the host that the client called. */
function send(upstream: string, incoming: IncomingMessage, response: ServerResponse, through?: Transform): void {
  const { authorization: _, ...headers } = incoming.headers;
  const { method, url } = incoming;
  const onward = request(`http://${upstream}${url}`, { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  if (through === undefined) incoming.pipe(onward);
  else incoming.pipe(through).pipe(onward);
}

/** Returns a stream that lets this many bytes pass in a second. */
export function slow(bytesPerSecond: number): Transform {
  return new Transform({
    readableHighWaterMark: 1 << 12,
    writableHighWaterMark: 1 << 12,
    transform(chunk: Buffer, _encoding, done) {
      void sleep((chunk.length / bytesPerSecond) * 1_000).then(() => done(null, chunk));
    },
  });
}
