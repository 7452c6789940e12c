import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { freePorts } from '../http/free-ports.ts';
import { ACCOUNTS, describeSettings, type GitSource, NAMESPACE } from './argocd-settings.ts';
import { type ControlPlane, options } from './control-plane.ts';
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
  /** Starts it again. */
  start(service: Service): Promise<void>;
}

export interface ArgoCdOptions {
  /** The pause between two sync waves. Argo CD's default is two seconds. */
  readonly syncWaveDelaySeconds?: number;
}

const SERVICES = ['repo-server', 'application-controller', 'server'] as const;
export type Service = (typeof SERVICES)[number];

/**
 * Starts Argo CD: its resources, Redis, its three services, and the tokens of its accounts.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/architecture/
 */
export async function startArgoCd(
  processes: Processes,
  directory: string,
  controlPlane: ControlPlane,
  source: GitSource,
  { syncWaveDelaySeconds }: ArgoCdOptions = {},
): Promise<ArgoCd> {
  const password = randomBytes(12).toString('hex');
  const { kubectl } = controlPlane;
  const resources = join(dirname(program('argocd')), '../argocd');
  await kubectl.run(['apply', '--server-side', '--kustomize', join(resources, 'crds')]);
  await kubectl.until(['get', 'appprojects,applications', '--all-namespaces']);
  await kubectl.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } }]);
  await kubectl.run(['apply', '--server-side', '--namespace', NAMESPACE, '--kustomize', join(resources, 'config')]);
  await kubectl.apply(await describeSettings(password, source), '--server-side', '--field-manager', 'settings');
  const [redis = 0, ...ports] = await freePorts(7);
  await processes.start(
    'redis',
    [program('redis'), ...['--bind', '127.0.0.1', '--port', `${redis}`, '--save', '', '--dir', directory]],
    async () => true,
  );
  const services = describeServices(directory, controlPlane, redis, ports);
  const pace = syncWaveDelaySeconds === undefined ? {} : { ARGOCD_SYNC_WAVE_DELAY: `${syncWaveDelaySeconds}` };
  const start = (service: Service) => {
    const { command, environment, ready } = services[service];
    return processes.start(`argocd-${service}`, command, ready, { environment: { ...environment, ...pace } });
  };
  const folders = ['home', 'tmp', 'tls', 'ssh', 'plugins', 'pages'];
  await Promise.all(folders.map((name) => mkdir(join(directory, 'data/argocd', name), { recursive: true })));
  for (const service of SERVICES) await start(service);
  const { url } = services;
  const adminToken = await logIn(url, password);
  const [token = '', powerlessToken = ''] = await Promise.all(
    ACCOUNTS.map((each) => issueToken(url, adminToken, each)),
  );
  return { url, token, powerlessToken, adminToken, start, end: (service) => processes.end(`argocd-${service}`) };
}

interface ServiceDescription {
  readonly command: readonly string[];
  readonly environment: Record<string, string>;
  readonly ready: () => Promise<boolean>;
}

function describeServices(
  directory: string,
  { credentials }: ControlPlane,
  redis: number,
  [repoPort = 0, repoMetrics = 0, controllerMetrics = 0, port = 0, metrics = 0]: readonly number[],
): Record<Service, ServiceDescription> & { readonly url: string } {
  const data = (name: string) => join(directory, 'data/argocd', name);
  const environment = {
    PATH: `${dirname(program('argocd'))}:${dirname(program('helm'))}:${process.env.PATH}`,
    HOME: data('home'),
    TMPDIR: data('tmp'),
    KUBECONFIG: credentials.kubeconfig.admin,
    ARGOCD_FAKE_IN_CLUSTER: 'true',
    ARGOCD_GPG_ENABLED: 'false',
    ARGOCD_ASK_PASS_SOCK: data('ask-pass.sock'),
    ARGOCD_TLS_DATA_PATH: data('tls'),
    ARGOCD_SSH_DATA_PATH: data('ssh'),
    ARGOCD_PLUGINSOCKFILEPATH: data('plugins'),
  };
  const url = `http://127.0.0.1:${port}`;
  const cache = { redis: `127.0.0.1:${redis}` };
  const repoServer = { ...cache, 'repo-server': `127.0.0.1:${repoPort}` };
  const cluster = { kubeconfig: credentials.kubeconfig.admin, namespace: NAMESPACE };
  const service = (name: Service, given: Record<string, string>, flags: string[], health: string) => ({
    command: [program(`argocd-${name}`), ...options(given), ...flags],
    environment,
    ready: async () => (await fetch(health)).ok,
  });
  return {
    url,
    'repo-server': service(
      'repo-server',
      {
        ...cache,
        address: '127.0.0.1',
        port: `${repoPort}`,
        'metrics-address': '127.0.0.1',
        'metrics-port': `${repoMetrics}`,
      },
      ['--disable-tls'],
      `http://127.0.0.1:${repoMetrics}/healthz`,
    ),
    'application-controller': service(
      'application-controller',
      { ...cluster, ...repoServer, 'metrics-port': `${controllerMetrics}` },
      ['--repo-server-plaintext'],
      `http://127.0.0.1:${controllerMetrics}/healthz`,
    ),
    server: service(
      'server',
      {
        ...cluster,
        ...repoServer,
        address: '127.0.0.1',
        port: `${port}`,
        'metrics-address': '127.0.0.1',
        'metrics-port': `${metrics}`,
        staticassets: data('pages'),
      },
      ['--repo-server-plaintext', '--insecure'],
      `${url}/healthz`,
    ),
  };
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
