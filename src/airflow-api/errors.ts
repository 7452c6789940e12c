import { AdapterError } from '../errors.ts';
import type { Service } from '../http/service-call.ts';

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

/** Returns the API server at an address. */
export function airflowAt(server: string): Service {
  const unavailable: Service['unavailable'] = (...error) => new AirflowApiError('unavailable', ...error);
  return { name: 'Airflow', server, unavailable };
}

/** Returns the error of an address where something else answers. */
export function notAirflow(server: string, what: string): AirflowApiError {
  return new AirflowApiError('not-airflow', `Airflow 3 does not answer at ${server}: ${what}.`);
}

/** Returns the error of an account that Airflow refuses. */
export function accountRejected(server: string, status: number): AirflowApiError {
  return new AirflowApiError('account', `Airflow at ${server} refused the account (${status}).`);
}
