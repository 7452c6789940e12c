import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { freePorts } from '../http/free-ports.ts';
import { findArgoCd } from './argocd-installation.ts';
import { describeServices, type Service } from './argocd-services.ts';
import { ACCOUNTS, describeSettings, type GitSource, NAMESPACE } from './argocd-settings.ts';
import type { ControlPlane } from './control-plane.ts';
import type { Processes } from './processes.ts';
import { program } from './programs.ts';

export interface ArgoCd {
  readonly url: string;
  /** Can read and refresh all applications. */
  readonly token: string;
  /** Has no rights. */
  readonly powerlessToken: string;
  /** Has all rights. */
  readonly adminToken: string;
  /** Kills one of its services, as in a crash. */
  end(service: Service): Promise<void>;
  /** Starts it again, or `notifications`, which waits for its settings. */
  start(service: Service): Promise<void>;
}

export interface ArgoCdOptions {
  /** The pause between two sync waves. Argo CD's default is two seconds. */
  readonly syncWaveDelaySeconds?: number;
  /** The newest Argo CD with its source hydrator, instead of that of the part `cluster`. */
  readonly isNewest?: boolean;
  /** With the controller that makes Applications of ApplicationSets. */
  readonly applicationSets?: boolean;
}

/**
 * Starts Argo CD: its resources, Redis, its services, and the tokens of its accounts.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/architecture/
 */
export async function startArgoCd(
  processes: Processes,
  directory: string,
  controlPlane: ControlPlane,
  source: GitSource,
  { syncWaveDelaySeconds, isNewest = false, applicationSets = false }: ArgoCdOptions = {},
): Promise<ArgoCd> {
  const password = randomBytes(12).toString('hex');
  const { kubectl } = controlPlane;
  const { programs, resources } = findArgoCd(isNewest);
  await kubectl.run(['apply', '--server-side', '--kustomize', join(resources, 'crds')]);
  await kubectl.until(['get', 'appprojects,applications', '--all-namespaces']);
  await kubectl.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } }]);
  await kubectl.run(['apply', '--server-side', '--namespace', NAMESPACE, '--kustomize', join(resources, 'config')]);
  await kubectl.apply(
    await describeSettings(join(programs, 'argocd'), password, source),
    '--server-side',
    '--field-manager',
    'settings',
  );
  const [redis = 0, ...ports] = await freePorts(10);
  await processes.start(
    'redis',
    [program('redis'), ...['--bind', '127.0.0.1', '--port', `${redis}`, '--save', '', '--dir', directory]],
    async () => true,
  );
  const hydrates = isNewest;
  const given = { directory, controlPlane, programs, redis, ports, hydrates, applicationSets };
  const { url, services } = describeServices(given);
  const pace = syncWaveDelaySeconds === undefined ? {} : { ARGOCD_SYNC_WAVE_DELAY: `${syncWaveDelaySeconds}` };
  const start = async (service: Service) => {
    const described = services.get(service);
    if (described === undefined) throw new Error(`This Argo CD runs no ${service}`);
    const { command, environment, ready } = described;
    return processes.start(`argocd-${service}`, command, ready, { environment: { ...environment, ...pace } });
  };
  const folders = ['home', 'tmp', 'tls', 'ssh', 'plugins', 'pages'];
  await Promise.all(folders.map((name) => mkdir(join(directory, 'data/argocd', name), { recursive: true })));
  for (const service of services.keys()) if (service !== 'notifications') await start(service);
  const adminToken = await logIn(url, password);
  const [token = '', powerlessToken = ''] = await Promise.all(
    ACCOUNTS.map((each) => issueToken(url, adminToken, each)),
  );
  return { url, token, powerlessToken, adminToken, start, end: (service) => processes.end(`argocd-${service}`) };
}

async function logIn(url: string, password: string): Promise<string> {
  const { token } = await post(`${url}/api/v1/session`, { username: 'admin', password });
  return token;
}

async function issueToken(url: string, adminToken: string, account: string): Promise<string> {
  const { token } = await post(`${url}/api/v1/account/${account}/token`, { expiresIn: 0, id: account }, adminToken);
  return token;
}

async function post(url: string, body: object, token?: string): Promise<{ token: string }> {
  const headers = {
    'content-type': 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as { token: string };
}
