import { dirname, join } from 'node:path';
import { NAMESPACE } from './argocd-settings.ts';
import { type ControlPlane, options } from './control-plane.ts';
import { program } from './programs.ts';

export type Service =
  | 'repo-server'
  | 'commit-server'
  | 'application-controller'
  | 'applicationset-controller'
  | 'notifications'
  | 'server';

export interface ServiceDescription {
  readonly command: readonly string[];
  readonly environment: Record<string, string>;
  readonly ready: () => Promise<boolean>;
}

export interface Installation {
  /** The cluster's folder. */
  readonly directory: string;
  readonly controlPlane: ControlPlane;
  /** The folder of Argo CD's programs. */
  readonly programs: string;
  /** The port of Redis. */
  readonly redis: number;
  /** Nine free ports. */
  readonly ports: readonly number[];
  /** With the commit server, which the source hydrator needs. */
  readonly hydrates: boolean;
  /** With the controller that makes Applications of ApplicationSets. */
  readonly applicationSets: boolean;
}

interface Services {
  readonly url: string;
  /** In the order in which they start. */
  readonly services: ReadonlyMap<Service, ServiceDescription>;
}

/** Returns the command, environment and health of each service. https://argo-cd.readthedocs.io/en/stable/operator-manual/server-commands/argocd-server/ */
export function describeServices(installation: Installation): Services {
  const { directory, controlPlane, redis, hydrates, applicationSets } = installation;
  const { credentials } = controlPlane;
  const [
    repoPort,
    repoMetrics,
    controllerMetrics,
    port,
    metrics,
    commitPort,
    commitMetrics,
    setMetrics,
    notificationsMetrics,
  ] = installation.ports;
  const service = describeFor(installation);
  const cache = { redis: `127.0.0.1:${redis}` };
  const repoServer = { ...cache, 'repo-server': `127.0.0.1:${repoPort}` };
  const cluster = { kubeconfig: credentials.kubeconfig.admin, namespace: NAMESPACE };
  const listen = (listensOn = 0, metricsPort = 0) => ({
    address: '127.0.0.1',
    port: `${listensOn}`,
    'metrics-address': '127.0.0.1',
    'metrics-port': `${metricsPort}`,
  });
  const health = (metricsPort = 0, page = 'healthz') => `http://127.0.0.1:${metricsPort}/${page}`;
  const commitServer = hydrates ? { 'commit-server': `127.0.0.1:${commitPort}` } : {};
  // The newest version also expects the certificate authority of its clients, which an older one does not know.
  const withoutTls = ['--disable-tls', ...(hydrates ? ['--client-ca-path='] : [])];
  const hydrator = hydrates ? ['--hydrator-enabled'] : [];
  const url = `http://127.0.0.1:${port}`;
  const controller = { ...cluster, ...repoServer, ...commitServer, 'metrics-port': `${controllerMetrics}` };
  const server = { ...cluster, ...repoServer, ...listen(port, metrics), staticassets: data(directory, 'pages') };
  const sets = {
    ...{ kubeconfig: cluster.kubeconfig, namespace: NAMESPACE, 'argocd-repo-server': repoServer['repo-server'] },
    ...{ 'metrics-addr': `127.0.0.1:${setMetrics}`, 'probe-addr': '0', 'webhook-addr': '127.0.0.1:0' },
  };
  const notifications = {
    ...{ ...cluster, 'argocd-repo-server': repoServer['repo-server'] },
    'metrics-port': `${notificationsMetrics}`,
  };
  const all: [Service, ServiceDescription][] = [
    service('repo-server', { ...cache, ...listen(repoPort, repoMetrics) }, withoutTls, health(repoMetrics)),
    service('commit-server', listen(commitPort, commitMetrics), [], health(commitMetrics)),
    service('application-controller', controller, ['--repo-server-plaintext', ...hydrator], health(controllerMetrics)),
    service('applicationset-controller', sets, ['--repo-server-plaintext'], `http://127.0.0.1:${setMetrics}/metrics`),
    service(
      'notifications',
      notifications,
      ['--argocd-repo-server-plaintext'],
      health(notificationsMetrics, 'metrics'),
    ),
    service('server', server, ['--repo-server-plaintext', '--insecure', ...hydrator], `${url}/healthz`),
  ];
  const isLeftOut = (name: Service) =>
    name === 'commit-server' ? !hydrates : name === 'applicationset-controller' && !applicationSets;
  return { url, services: new Map(all.filter(([name]) => !isLeftOut(name))) };
}

/** Returns the function that describes a service by its options, its flags and the address of its health. */
function describeFor({ directory, controlPlane: { credentials }, programs }: Installation) {
  const environment = {
    PATH: `${programs}:${dirname(program('helm'))}:${process.env.PATH}`,
    HOME: data(directory, 'home'),
    TMPDIR: data(directory, 'tmp'),
    KUBECONFIG: credentials.kubeconfig.admin,
    ARGOCD_FAKE_IN_CLUSTER: 'true',
    ARGOCD_GPG_ENABLED: 'false',
    ARGOCD_ASK_PASS_SOCK: data(directory, 'ask-pass.sock'),
    ARGOCD_TLS_DATA_PATH: data(directory, 'tls'),
    ARGOCD_SSH_DATA_PATH: data(directory, 'ssh'),
    ARGOCD_PLUGINSOCKFILEPATH: data(directory, 'plugins'),
  };
  return (
    name: Service,
    given: Readonly<Record<string, string>>,
    flags: readonly string[],
    health: string,
  ): [Service, ServiceDescription] => [
    name,
    {
      command: [join(programs, 'argocd'), ...options(given), ...flags],
      environment: { ...environment, ARGOCD_BINARY_NAME: `argocd-${name}` },
      ready: async () => (await fetch(health)).ok,
    },
  ];
}

function data(directory: string, name: string): string {
  return join(directory, 'data/argocd', name);
}
