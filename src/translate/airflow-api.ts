import type { AirflowApiError, AirflowApiErrorKind } from '../airflow-api/errors.ts';
import type { OutageError, UserError } from '../errors.ts';
import { type Advice, advise, outageOf } from './advice.ts';

/** Returns the user's error for an error of Airflow's API. */
export function translateAirflowApiError(error: AirflowApiError): UserError | OutageError {
  return error.kind === 'unavailable' ? outageOf(error) : advise(error, ADVICE[error.kind]);
}

const ADVICE: Readonly<Record<Exclude<AirflowApiErrorKind, 'unavailable'>, Advice>> = {
  'not-airflow': {
    code: 'airflow-url',
    remedy:
      'Set airflow-url to the https:// address, with its sub-path if any, at which the runner reaches Airflow’s API server without a login page in front of it.',
  },
  account: {
    code: 'airflow-account',
    remedy:
      'Set airflow-token, or airflow-username and airflow-password, for an account that may read DAGs, tasks and import errors. The role Viewer is enough, except for smoke-dags, which needs the role User.',
  },
};
