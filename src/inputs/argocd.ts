import type { ArgoCdOptions } from '../argocd/argocd.ts';
import { UserError } from '../errors.ts';
import { canTrustAuthorities, trustAuthorities } from '../http/extra-ca.ts';
import { optional, secret } from '../runner/inputs.ts';

/** Reads the application in Argo CD; `undefined` if none is given. @throws UserError `argocd-inputs`, `argocd-server`, `argocd-ca` */
export function readArgoCd(): ArgoCdOptions | undefined {
  const [server, application] = [optional('argocd-server'), optional('argocd-app')];
  const given = { 'argocd-server': server, 'argocd-app': application, 'argocd-token': optional('argocd-token') };
  const missing = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [name] : []));
  if (missing.length === 3) return undefined;
  if (server === undefined || application === undefined || missing.length > 0) {
    throw new UserError(
      'argocd-inputs',
      `Cannot follow the rollout: ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing.`,
      'Set argocd-server, argocd-app and argocd-token together, or none of them; a secret that does not exist is an empty string.',
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

function trust(authority: string): void {
  if (!canTrustAuthorities()) {
    throw new UserError(
      'argocd-ca',
      `The runner’s Node ${process.version} cannot trust argocd-ca: that needs 24.5 or later.`,
      'Update the runner. Or store the certificate in a file on the runner, set NODE_EXTRA_CA_CERTS of the job to its path, and remove argocd-ca.',
    );
  }
  try {
    trustAuthorities(authority);
  } catch (cause) {
    throw new UserError(
      'argocd-ca',
      'argocd-ca is not a certificate in PEM form.',
      'Set it to the text of the CA certificate, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.',
      { cause },
    );
  }
}

function readServer(server: string): string {
  const address = readAddress(server);
  if (address !== undefined) return address;
  throw new UserError(
    'argocd-server',
    `argocd-server is ${JSON.stringify(server)}, which is not an https address.`,
    'Write the address of Argo CD with https://, and with its sub-path if it has one; the action never sends the token without TLS.',
  );
}

/** Returns an address with TLS or on this machine, without a slash at its end; `undefined` for any other. */
export function readAddress(server: string): string | undefined {
  const url = URL.parse(server.includes('://') ? server : `https://${server}`);
  const isLocal = url !== null && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal);
  return url !== null && isSafe && url.username === '' ? `${url.origin}${url.pathname}`.replace(/\/+$/, '') : undefined;
}
