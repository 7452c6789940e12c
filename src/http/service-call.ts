import type { FailedCall } from '../errors.ts';
import { reasonOf } from './reason.ts';
import { RetryableError, retryAfterMs, TRANSIENT_STATUSES } from './retry.ts';

/** Argo CD answers a refresh after its controller has compared, which takes as long as rendering the chart. */
const CALL_LIMIT_MS = 20_000;

/** A service with a JSON interface. */
export interface Service {
  /** `Argo CD`, `Airflow` */
  readonly name: string;
  /** Its address, with the sub-path if it has one. */
  readonly server: string;
  /** Makes the adapter's own error for a call that failed on the side of the service. */
  readonly unavailable: (message: string, options: { readonly call: FailedCall; readonly cause?: unknown }) => Error;
}

/** A response with its whole body. */
export interface WholeAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** A response with its whole body, which may not be text. */
export interface BinaryAnswer extends Omit<WholeAnswer, 'body'> {
  readonly bytes: Buffer;
}

/**
 * Makes one attempt of a call. Does not follow redirects, because a login page must not see the token.
 * @param path with its query
 * @throws RetryableError if no complete response arrives
 */
export async function callService(
  service: Service,
  path: string,
  init: RequestInit = {},
  limitMs = CALL_LIMIT_MS,
): Promise<WholeAnswer> {
  const { bytes, ...answer } = await callForBytes(service, path, init, limitMs);
  return { ...answer, body: bytes.toString() };
}

/**
 * Makes one attempt of a call whose response may be binary, in the same way.
 * @throws RetryableError if no complete response arrives
 */
export async function callForBytes(
  service: Service,
  path: string,
  { headers, signal, ...init }: RequestInit = {},
  limitMs = CALL_LIMIT_MS,
): Promise<BinaryAnswer> {
  try {
    const answer = await fetch(`${service.server}${path}`, {
      ...init,
      headers: { 'user-agent': 'flux-airflow', ...headers },
      redirect: 'manual',
      signal: AbortSignal.any([AbortSignal.timeout(limitMs), ...(signal ? [signal] : [])]),
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    // The connection is free in the next turn. A call before that opens another, which takes one to three round trips.
    await new Promise((resolve) => setImmediate(resolve));
    return { status: answer.status, headers: answer.headers, bytes };
  } catch (cause) {
    throw noAnswer(service, requestOf(service, path, init.method), cause);
  }
}

/** Returns method and path, without the query, which may hold a secret. */
export function requestOf({ server }: Service, path: string, method = 'GET'): string {
  return `${method} ${new URL(`${server}${path}`).pathname}`;
}

/** Returns the retryable error for a missing or incomplete response. */
export function noAnswer(service: Service, request: string, cause: unknown): RetryableError {
  const { name, server } = service;
  const message = `${name} at ${server} did not answer: ${reasonOf(cause)}`;
  return new RetryableError(service.unavailable(message, { call: { service: name, request }, cause }));
}

/** Returns the error for a response that reports a failure; it is retryable if the status is transient. */
export function serviceFailure(
  service: Service,
  request: string,
  { status, headers }: Pick<WholeAnswer, 'status' | 'headers'>,
  reason: string,
): Error {
  const { name, server } = service;
  const call = { service: name, request, status };
  const failure = service.unavailable(`${name} at ${server} failed: ${reason}`, { call });
  return TRANSIENT_STATUSES.has(status)
    ? new RetryableError(failure, retryAfterMs(headers.get('retry-after'), headers.get('date')))
    : failure;
}
