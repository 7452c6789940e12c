import { AdapterError } from '../errors.ts';
import { RetryableError } from '../http/retry.ts';
import type { Service } from '../http/service-call.ts';

/** Why a request to Airflow failed. */
export type AirflowApiErrorKind =
  | 'unavailable'
  /** The server at the address is not Airflow 3. */
  | 'not-airflow'
  /** Airflow rejects the account. */
  | 'account';

/** The error of everything in `airflow-api/`. */
export class AirflowApiError extends AdapterError<AirflowApiErrorKind> {
  override readonly name = 'AirflowApiError';
}

/** Returns the service description of Airflow at an address. */
export function airflowAt(server: string): Service {
  const unavailable: Service['unavailable'] = (...error) => new AirflowApiError('unavailable', ...error);
  return { name: 'Airflow', server, unavailable };
}

/** Returns the error for an address that is not Airflow's. */
export function notAirflow(server: string, reason: string): AirflowApiError {
  return new AirflowApiError('not-airflow', `The server at ${server} is not Airflow 3: ${reason}.`);
}

/** Returns the error for an account that Airflow rejects. */
export function accountRejected(server: string, status: number): AirflowApiError {
  return new AirflowApiError('account', `Airflow at ${server} rejected the account (${status}).`);
}

/** Returns whether Airflow did not answer, or answered with a server error: a later look may succeed. */
export function isAirflowOutage(error: unknown): error is Error {
  return error instanceof RetryableError || (error instanceof AdapterError && !error.isRefusal);
}
