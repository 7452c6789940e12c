import type { ArgoCdOptions } from '../argocd/argocd.ts';
import type { AirflowOptions } from '../deploy/ask-airflow.ts';
import type { RolloutOptions } from '../deploy/rollout.ts';
import { UserError } from '../errors.ts';
import { trust } from '../wire/trust.ts';
import { minutes, optional, secret } from './inputs.ts';

/**
 * Where to see the rollout, and for how long; `undefined`: it is not looked at.
 * @throws UserError `argocd-inputs`, `argocd-server`, `argocd-ca`, `airflow-inputs`, `airflow-url`, `input-minutes`
 */
export function readRollout(): RolloutOptions | undefined {
  const [argocd, airflow] = [readArgoCd(), readAirflow()];
  if (argocd !== undefined)
    return { argocd, limitMs: minutes('rollout-time-limit'), ...(airflow === undefined ? {} : { airflow }) };
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
  return { api: { server: url, account: readAccount() }, limitMs: minutes('airflow-time-limit') };
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

/** The application in Argo CD; `undefined`: none is named. @throws UserError `argocd-inputs`, `argocd-server`, `argocd-ca` */
export function readArgoCd(): ArgoCdOptions | undefined {
  const [server, application] = [optional('argocd-server'), optional('argocd-app')];
  const given = { 'argocd-server': server, 'argocd-app': application, 'argocd-token': optional('argocd-token') };
  const missing = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [name] : []));
  if (missing.length === 3) return undefined;
  if (server === undefined || application === undefined || missing.length > 0) {
    throw new UserError(
      'argocd-inputs',
      `To see the rollout, ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing.`,
      'Give argocd-server, argocd-app and argocd-token together, or none of them; a secret that does not exist is an empty string.',
    );
  }
  const authority = optional('argocd-ca');
  if (authority !== undefined) trust(authority);
  const [namespace, project] = [optional('argocd-namespace'), optional('argocd-project')];
  return {
    server: readServer(server),
    token: secret('argocd-token'),
    application,
    ...(namespace === undefined ? {} : { namespace }),
    ...(project === undefined ? {} : { project }),
  };
}

function readServer(server: string): string {
  const address = readAddress(server);
  if (address !== undefined) return address;
  throw new UserError(
    'argocd-server',
    `argocd-server is ${JSON.stringify(server)}.`,
    'Write the address of Argo CD with https:// and its sub-path, if it has one; the token never travels without TLS.',
  );
}

/** An address with TLS, or on this machine, without a slash at its end. */
function readAddress(server: string): string | undefined {
  const url = URL.parse(server.includes('://') ? server : `https://${server}`);
  const isLocal = url !== null && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal);
  return url !== null && isSafe && url.username === '' ? `${url.origin}${url.pathname}`.replace(/\/+$/, '') : undefined;
}
