import type { AirflowApiError, AirflowApiErrorKind } from '../../airflow-api/errors.ts';
import type { OutageError, UserError } from '../../errors.ts';
import { type Advice, advise, outageOf } from './advice.ts';

/** Returns the error that the user reads for an error of Airflow's API. */
export function translateAirflowApiError(error: AirflowApiError): UserError | OutageError {
  return error.kind === 'unavailable' ? outageOf(error) : advise(error, ADVICE[error.kind]);
}

const ADVICE: Readonly<Record<Exclude<AirflowApiErrorKind, 'unavailable'>, Advice>> = {
  'not-airflow': {
    code: 'airflow-url',
    remedy:
      'Give the address under which the runner reaches Airflow’s API server, with https:// and the sub-path if it has one, and no login page before it.',
  },
  account: {
    code: 'airflow-account',
    remedy:
      'Give airflow-token, or airflow-username and airflow-password, of an account that may read DAGs and import errors: the role Viewer is enough.',
  },
};
