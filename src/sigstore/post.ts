import { retry, TRANSIENT_STATUSES } from '../http/retry.ts';
import { type BinaryAnswer, callForBytes, requestOf, serviceFailure } from '../http/service-call.ts';
import { parseJsonObject } from '../parse-json.ts';
import { SigstoreError, serviceAt } from './errors.ts';

/** The public log answers in one to five seconds. */
const CALL_LIMIT_MS = 15_000;
const RETRY_LIMIT_MS = 20_000;

/**
 * Posts JSON to a part of Sigstore. Retries any outage: a repeated request makes an unused certificate or timestamp, and the
 * log rejects an entry that it has.
 * @param accepted statuses besides 200 and 201 that the caller reads
 * @throws SigstoreError
 */
export async function post(
  name: string,
  server: string,
  path: string,
  body: unknown,
  accepted: readonly number[] = [],
): Promise<BinaryAnswer> {
  const headers = { 'content-type': 'application/json', accept: 'application/json, application/timestamp-reply' };
  return request(name, server, path, { method: 'POST', headers, body: JSON.stringify(body) }, accepted);
}

/** Reads JSON of a part of Sigstore, with the same retries. @throws SigstoreError */
export async function get(name: string, server: string, path: string): Promise<BinaryAnswer> {
  return request(name, server, path, { headers: { accept: 'application/json' } }, []);
}

async function request(
  name: string,
  server: string,
  path: string,
  init: RequestInit,
  accepted: readonly number[],
): Promise<BinaryAnswer> {
  const service = serviceAt(name, server);
  return retry(RETRY_LIMIT_MS, async () => {
    const answer = await callForBytes(service, path, init, CALL_LIMIT_MS);
    const { status, bytes } = answer;
    if (status === 200 || status === 201 || accepted.includes(status)) return answer;
    const call = requestOf(service, path, init.method);
    const { message } = parseJsonObject(bytes.toString()) ?? {};
    const reason = typeof message === 'string' ? `${status} ${message}` : String(status);
    if (TRANSIENT_STATUSES.has(status)) throw serviceFailure(service, call, answer, reason);
    throw new SigstoreError('rejected', `${name} at ${server} refused the request: ${reason}.`, {
      call: { service: name, request: call, status },
    });
  });
}

/** Returns the error for a response that is not in the form of the service's interface. */
export function unusable(name: string, what: string): SigstoreError {
  return new SigstoreError('rejected', `${name} returned a response without ${what}.`);
}
