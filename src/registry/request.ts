import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { HttpClient } from '@actions/http-client';
import { reasonOf } from '../http/reason.ts';
import { RetryableError, retryAfterMs, TRANSIENT_STATUSES } from '../http/retry.ts';
import { quoteErrorBody } from './error-body.ts';
import { RegistryError } from './errors.ts';

/** A call is aborted when no byte arrives for this long. */
export const IDLE_LIMIT_MS = 30_000;
/**
 * The same for a write. The last bytes of an upload can wait in the buffers of a slow connection, and then the registry
 * stores the blob before it answers.
 */
const WRITE_IDLE_LIMIT_MS = 90_000;
const BODY_LIMIT_MS = 120_000;
const ERROR_BODY_LIMIT_MS = 5_000;
const MAX_REDIRECTS = 5;

export interface Call {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Body;
}

/** The content that a call sends; opened again for every attempt. */
export interface Body {
  /** Bytes. */
  readonly size: number;
  open(): Readable;
}

export interface RegistryResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const reading = openClient(IDLE_LIMIT_MS);
/**
 * Sends the content of an upload on the connection on which the upload began: a new one takes one to three round trips. Reads
 * have others, because the content of an upload may come from the same registry.
 */
const writing = openClient(WRITE_IDLE_LIMIT_MS);

function openClient(socketTimeout: number): HttpClient {
  const options = { allowRedirects: false, allowRetries: false, keepAlive: true, maxSockets: 8, socketTimeout };
  return new HttpClient('flux-airflow', [], options);
}

/**
 * Opens connections for writes before one is allowed: a new one takes one to three round trips. Asks for the version of the
 * API, which changes nothing, and sends no credentials. Ignores failures, which the writes will meet.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#determining-support
 */
export async function openWriteConnections(server: string, count: number): Promise<void> {
  const ask = async () => {
    const { message } = await writing.request('GET', `${server}/v2/`, null, {});
    message.resume();
  };
  await Promise.allSettled(Array.from({ length: count }, ask));
}

/**
 * Makes one attempt of a call and reads the whole body. After `redirects` redirects, returns the next one as it is.
 * @throws RetryableError on a broken or cut connection, and on a transient status
 */
export async function send(call: Call, redirects: number = MAX_REDIRECTS): Promise<RegistryResponse> {
  const message = await open(call, redirects);
  try {
    return { status: message.statusCode ?? 0, headers: message.headers, body: await readBody(message, BODY_LIMIT_MS) };
  } catch (cause) {
    throw new RetryableError(connectionLost(call, cause));
  }
}

async function readBody(message: IncomingMessage, limitMs: number): Promise<Buffer> {
  const deadline = setTimeout(() => message.destroy(new Error('the body did not arrive in time')), limitMs);
  try {
    return await buffer(message);
  } finally {
    clearTimeout(deadline);
  }
}

/**
 * Makes one attempt of a call, follows redirects, and leaves the body unread. Sends no credentials to another host.
 * @throws RetryableError on a broken connection, and on a transient status
 */
export async function open(call: Call, redirectsLeft = MAX_REDIRECTS): Promise<IncomingMessage> {
  const message = await request(call);
  const status = message.statusCode ?? 0;
  if (TRANSIENT_STATUSES.has(status)) {
    const body = await readBody(message, ERROR_BODY_LIMIT_MS).catch(() => Buffer.alloc(0));
    const waitMs = retryAfterMs(message.headers['retry-after'], message.headers.date);
    throw new RetryableError(outage(call, status, message.headers, body), waitMs);
  }
  const { location } = message.headers;
  if (status < 301 || status === 304 || status > 308 || location === undefined || redirectsLeft === 0) return message;
  message.resume();
  const target = new URL(location, call.url);
  const { authorization, ...rest } = call.headers;
  const headers = target.origin === new URL(call.url).origin ? call.headers : rest;
  return open({ ...call, url: target.href, headers }, redirectsLeft - 1);
}

async function request({ method, url, headers, body }: Call): Promise<IncomingMessage> {
  const data = body?.open() ?? null;
  const isRead = method === 'GET' || method === 'HEAD';
  const length: Record<string, string> = isRead ? {} : { 'content-length': String(body?.size ?? 0) };
  try {
    const client = isRead ? reading : writing;
    const { message } = await client.request(method, url, data, { ...headers, ...length });
    return message;
  } catch (cause) {
    throw new RetryableError(connectionLost({ method, url, headers }, cause));
  }
}

/** Returns the error of a failed connection. The reason has no queries, because those may be signatures. */
export function connectionLost(call: Call, cause: unknown): RegistryError {
  const message = `The connection to the registry ${new URL(call.url).host} failed: ${reasonOf(cause)}`;
  return new RegistryError('unavailable', message, { call: named(call), cause });
}

function outage(call: Call, status: number, headers: IncomingHttpHeaders, body: Buffer): RegistryError {
  const id = headers['x-amzn-requestid'] ?? headers['x-request-id'];
  const failed = { ...named(call), status, ...(typeof id === 'string' ? { requestId: id } : {}) };
  const message = `Request to the registry ${new URL(call.url).host} failed (HTTP ${status}).${quoteErrorBody(body)}`;
  return new RegistryError('unavailable', message, { call: failed });
}

function named({ method, url }: Call): { service: string; request: string } {
  return { service: 'registry', request: `${method} ${new URL(url).pathname}` };
}
