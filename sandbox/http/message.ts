import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

/** A request as handlers get it. `body()` reads the whole body once; later calls return it again. */
export interface Request {
  readonly method: string;
  readonly url: URL;
  /** The named groups of the route's pattern, percent-decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  readonly stream: IncomingMessage;
  body(): Promise<Buffer>;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | Readable;
}

/** Returns a response with a JSON body. */
export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

/** Returns a function that reads the whole body on its first call. */
export function readBody(stream: IncomingMessage): () => Promise<Buffer> {
  let whole: Promise<Buffer> | undefined;
  return () => {
    whole ??= buffer(stream);
    return whole;
  };
}
