import { AdapterError } from '../errors.ts';
import { reasonOf } from '../http/reason.ts';
import { RetryableError, retryAfterMs } from '../http/retry.ts';

/** Why Airflow did not say what it loaded. */
export type AirflowApiErrorKind =
  | 'unavailable'
  /** Something else than Airflow 3 answers at the address. */
  | 'not-airflow'
  /** Airflow refuses the account. */
  | 'account';

/** The error of everything in `airflow-api/`. */
export class AirflowApiError extends AdapterError<AirflowApiErrorKind> {
  override readonly name = 'AirflowApiError';
}

/** Returns the error of a missing or broken answer; another look may succeed. */
export function noResponse(server: string, request: string, cause: unknown): RetryableError {
  const message = `Airflow at ${server} did not answer: ${reasonOf(cause)}`;
  return new RetryableError(
    new AirflowApiError('unavailable', message, { call: { service: 'Airflow', request }, cause }),
  );
}

/** Returns the error of a status after which another look may succeed. */
export function mayPass(server: string, request: string, { status, headers }: Response): RetryableError {
  const call = { service: 'Airflow', request, status };
  const failure = new AirflowApiError('unavailable', `Airflow at ${server} failed: ${status}`, { call });
  return new RetryableError(failure, retryAfterMs(headers.get('retry-after')));
}

/** Returns the error of an address where something else answers. */
export function notAirflow(server: string, what: string): AirflowApiError {
  return new AirflowApiError('not-airflow', `Airflow 3 does not answer at ${server}: ${what}.`);
}

/** Returns the error of an account that Airflow refuses. */
export function accountRejected(server: string, status: number): AirflowApiError {
  return new AirflowApiError('account', `Airflow at ${server} refused the account (${status}).`);
}
