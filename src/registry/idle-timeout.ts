import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { type Call, connectionLost, IDLE_LIMIT_MS } from './request.ts';

/**
 * Returns the body of a response as a stream. It fails with a RegistryError when the connection breaks, or when no byte
 * arrives for `limitMs`.
 */
export function withIdleTimeout(call: Call, message: IncomingMessage, limitMs: number = IDLE_LIMIT_MS): Readable {
  return Readable.from(readChunks(call, message, limitMs), { objectMode: false });
}

/** Does not count the time that the reader takes for a chunk. */
async function* readChunks(call: Call, message: IncomingMessage, limitMs: number): AsyncGenerator<Buffer> {
  const breakOff = () => message.destroy(new Error(`no byte arrived for ${limitMs / 1_000} s`));
  let idle = setTimeout(breakOff, limitMs);
  try {
    for await (const chunk of message) {
      clearTimeout(idle);
      yield chunk;
      idle = setTimeout(breakOff, limitMs);
    }
  } catch (cause) {
    throw connectionLost(call, cause);
  } finally {
    clearTimeout(idle);
  }
}
