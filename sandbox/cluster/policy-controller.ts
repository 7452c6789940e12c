import { mkdir, readdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import type { ControlPlane } from './control-plane.ts';
import type { Processes } from './processes.ts';
import { program } from './programs.ts';

/** The port is fixed in the program. */
const PORT = 8443;
const NAMESPACE = 'cosign-system';
const WEBHOOKS = [
  'validatingwebhookconfiguration/policy.sigstore.dev',
  'mutatingwebhookconfiguration/policy.sigstore.dev',
  'validatingwebhookconfiguration/validating.clusterimagepolicy.sigstore.dev',
  'mutatingwebhookconfiguration/defaulting.clusterimagepolicy.sigstore.dev',
];

/** Where the controller gets the keys of Sigstore that it uses without a TrustRoot. */
export interface DefaultKeys {
  /** The address of a TUF repository. */
  readonly mirror: string;
  /** The file with its first root. */
  readonly root: string;
}

/**
 * Starts Sigstore's policy controller on loopback, and registers it at the API server. Its definitions, and the webhooks
 * with their rules, are those of the release. https://docs.sigstore.dev/policy-controller/overview/
 * @param directory for its files
 */
export async function startPolicyController(
  processes: Processes,
  directory: string,
  { kubectl, credentials }: ControlPlane,
  { mirror, root }: DefaultKeys,
): Promise<void> {
  const controller = program('policy-controller');
  const home = join(directory, 'policy-controller');
  await mkdir(home);
  const resources = await readResources(join(dirname(controller), '../policy-controller'));
  await kubectl.run(['apply', '--server-side', '--filename', '-'], resources);
  await kubectl.apply([describeService()]);
  const environment = {
    HOME: home,
    KUBECONFIG: credentials.kubeconfig.admin,
    SYSTEM_NAMESPACE: NAMESPACE,
    CONFIG_LOGGING_NAME: 'config-logging',
    METRICS_DOMAIN: 'sigstore.dev/policy',
    WEBHOOK_NAME: 'webhook',
  };
  const command = [controller, '--tuf-mirror', mirror, '--tuf-root', root];
  await processes.start('policy-controller', command, () => canConnect(PORT), { environment });
  // The API server can call the webhooks once the controller has written its certificate and the rules there.
  for (const webhook of WEBHOOKS)
    for (const written of ['clientConfig.caBundle', 'rules[0].resources[0]'])
      await kubectl.until(['wait', webhook, `--for=jsonpath={.webhooks[0].${written}}`, '--timeout=1s']);
}

/** Returns the files of a folder as one, with the port of the program in each reference to its Service. */
async function readResources(folder: string): Promise<string> {
  const names = (await readdir(folder)).toSorted();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.join('\n---\n').replace(/(service:\n( +)name: webhook\n)/g, `$1$2port: ${PORT}\n`);
}

/** Returns a Service whose name the API server resolves to this machine. */
function describeService(): object {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'webhook', namespace: NAMESPACE },
    spec: { type: 'ExternalName', externalName: 'localhost' },
  };
}

function canConnect(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, '127.0.0.1');
  socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}
