import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { type Call, connectionLost, IDLE_LIMIT_MS } from './request.ts';

/**
 * The body of an answer as a stream. Where the connection breaks, or no byte comes for so many milliseconds, the stream
 * fails with a RegistryError.
 */
export function withIdleTimeout(call: Call, message: IncomingMessage, limitMs: number = IDLE_LIMIT_MS): Readable {
  return Readable.from(readChunks(call, message, limitMs), { objectMode: false });
}

/** The time that the reader takes for a chunk does not count. */
async function* readChunks(call: Call, message: IncomingMessage, limitMs: number): AsyncGenerator<Buffer> {
  const breakOff = () => message.destroy(new Error(`no byte came for ${limitMs / 1_000} s`));
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
