import { UserError } from '../errors.ts';
import { readAddress, readArgoCd } from '../inputs/argocd.ts';
import { minutes, optional, secret } from '../runner/inputs.ts';
import type { AirflowOptions, RolloutOptions } from './options.ts';

/**
 * Where to see the rollout, and for how long; `undefined`: it is not looked at.
 * @throws UserError `argocd-inputs`, `argocd-server`, `argocd-ca`, `airflow-inputs`, `airflow-url`, `input-minutes`
 */
export function readRollout(): RolloutOptions | undefined {
  const [argocd, airflow] = [readArgoCd(), readAirflow()];
  if (argocd !== undefined)
    return { argocd, limitMs: minutes('rollout-timeout'), ...(airflow === undefined ? {} : { airflow }) };
  if (airflow === undefined) return undefined;
  throw new UserError(
    'airflow-inputs',
    'airflow-url is given without argocd-server, argocd-app and argocd-token.',
    'Give those too: Airflow is asked once Argo CD has rolled it out.',
  );
}

/** The Airflow to ask for its DAGs; `undefined`: none is named. */
function readAirflow(): AirflowOptions | undefined {
  const server = optional('airflow-url');
  if (server === undefined) return undefined;
  const url = readAddress(server);
  if (url === undefined) {
    throw new UserError(
      'airflow-url',
      `airflow-url is ${JSON.stringify(server)}.`,
      'Write the address of Airflow’s API server with https:// and its sub-path, if it has one; the account never travels without TLS.',
    );
  }
  return { api: { server: url, account: readAccount() }, limitMs: minutes('airflow-timeout') };
}

function readAccount(): AirflowOptions['api']['account'] {
  const username = optional('airflow-username');
  const hasPassword = optional('airflow-password') !== undefined;
  if (optional('airflow-token') !== undefined) return { token: secret('airflow-token') };
  if (username !== undefined && hasPassword) return { username, password: secret('airflow-password') };
  throw new UserError(
    'airflow-inputs',
    'airflow-url is given without an account.',
    'Give airflow-token, or airflow-username and airflow-password; a secret that does not exist is an empty string.',
  );
}
