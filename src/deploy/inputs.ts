import { UserError } from '../errors.ts';
import { readAddress, readArgoCd } from '../inputs/argocd.ts';
import { minutes, optional, secret } from '../runner/inputs.ts';
import type { AirflowOptions, RolloutOptions } from './options.ts';

/**
 * Reads how to follow the rollout; `undefined` if it is not followed.
 * @throws UserError `argocd-inputs`, `argocd-server`, `argocd-ca`, `airflow-inputs`, `airflow-url`, `input-minutes`
 */
export function readRollout(): RolloutOptions | undefined {
  const [argocd, airflow] = [readArgoCd(), readAirflow()];
  if (argocd !== undefined)
    return { argocd, limitMs: minutes('rollout-timeout'), ...(airflow === undefined ? {} : { airflow }) };
  if (airflow === undefined) return undefined;
  throw new UserError(
    'airflow-inputs',
    'airflow-url is set without argocd-server, argocd-app and argocd-token.',
    'Set those too: the Airflow check starts after the rollout in Argo CD.',
  );
}

/** Reads the Airflow to check; `undefined` without the input. */
function readAirflow(): AirflowOptions | undefined {
  const server = optional('airflow-url');
  if (server === undefined) return undefined;
  const url = readAddress(server);
  if (url === undefined) {
    throw new UserError(
      'airflow-url',
      `airflow-url is ${JSON.stringify(server)}.`,
      'Write the URL of Airflow’s API server with https:// and its sub-path, if it has one. Credentials are never sent without TLS.',
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
    'airflow-url is set without an account.',
    'Set airflow-token, or airflow-username and airflow-password. A secret that does not exist is an empty string.',
  );
}
