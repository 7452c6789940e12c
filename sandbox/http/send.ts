import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Answer } from './message.ts';

/** Sends a response, or only half of it if `cutShort` is set. Returns the bytes of its whole body. */
export async function send(response: ServerResponse, answer: Answer, cutShort: boolean): Promise<number> {
  const { status, headers = {}, body = '' } = answer;
  if (body instanceof Readable) return sendStream(response, answer, body, cutShort);
  const bytes = Buffer.from(body);
  response.writeHead(status, { 'content-length': String(bytes.length), ...headers });
  if (cutShort) {
    response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
  } else {
    response.end(response.req.method === 'HEAD' ? undefined : bytes);
  }
  return bytes.length;
}

/** Sends with backpressure, so that a large body does not fill memory. */
async function sendStream(
  response: ServerResponse,
  { status, headers = {} }: Answer,
  body: Readable,
  cutShort: boolean,
): Promise<number> {
  let bytes = 0;
  async function* counted(chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      const part = cutShort ? chunk.subarray(0, Math.floor(chunk.length / 2)) : chunk;
      bytes += part.length;
      yield part;
      if (cutShort) return;
    }
  }
  response.writeHead(status, headers);
  await pipeline(body, counted, response, { end: !cutShort }).catch(() => response.destroy());
  if (cutShort) response.destroy();
  return bytes;
}
