import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pack } from 'tar-stream';
import { openRegistry } from '../../src/registry/client.ts';
import type { Distribution } from '../distribution/index.ts';
import { freePorts } from '../http/free-ports.ts';
import { putImage } from '../runtime/put-image.ts';
import { type ControlPlane, options } from './control-plane.ts';
import { type Kubectl, readManifest } from './kubectl.ts';
import { BRIDGE, DNS_ADDRESS, NODE_ADDRESS, POD_RANGE } from './network.ts';
import type { Processes } from './processes.ts';
import { program } from './programs.ts';
import { keepSettings, restoreSettings } from './system-settings.ts';

const run = promisify(execFile);

/** The node's name. */
export const NODE = 'real';

/** The kernel settings that the kubelet changes. */
const SETTINGS = [
  'vm.overcommit_memory',
  'vm.panic_on_oom',
  'kernel.panic',
  'kernel.panic_on_oops',
  'kernel.keys.root_maxkeys',
  'kernel.keys.root_maxbytes',
];

/** The registry from which a node pulls images. */
export interface Images {
  readonly registry: Distribution;
  /** The registry name in images that it replaces. */
  readonly name: string;
}

/** Starts a node that runs containers: containerd and a kubelet. https://kubernetes.io/docs/concepts/architecture/#node-components */
export async function startRealNode(
  processes: Processes,
  directory: string,
  { kubectl, credentials }: ControlPlane,
  { registry, name }: Images,
): Promise<void> {
  const folder = join(directory, 'node');
  const hosts = join(folder, 'registries', name);
  for (const each of ['network', 'kubelet', 'logs']) await mkdir(join(folder, each), { recursive: true });
  await mkdir(hosts, { recursive: true });
  await keepSettings(join(folder, 'kubelet.sysctl'), SETTINGS);
  await pushPause(registry);
  const [healthPort = 0, port = 0] = await freePorts(2);
  const values = {
    folder,
    name,
    url: registry.url,
    pause: `${registry.host}/pause:1`,
    bridge: BRIDGE,
    range: POD_RANGE,
    address: NODE_ADDRESS,
    dns: DNS_ADDRESS,
    port: String(port),
    healthPort: String(healthPort),
  };
  await writeFile(join(folder, 'containerd.toml'), await readManifest('containerd.toml', values));
  await writeFile(join(hosts, 'hosts.toml'), await readManifest('hosts.toml', values));
  await writeFile(join(folder, 'network/10-bridge.conflist'), await readManifest('bridge.conflist', values));
  await writeFile(join(folder, 'kubelet.yaml'), await readManifest('kubelet.yaml', values));
  await writeFile(join(folder, 'resolv.conf'), `nameserver ${NODE_ADDRESS}\n`);
  await processes.start(
    'containerd',
    [program('containerd'), '--config', join(folder, 'containerd.toml')],
    async () => (await containerd(folder, 'version')).length > 0,
  );
  await processes.start(
    'kubelet',
    [
      program('kubelet'),
      ...options({
        config: join(folder, 'kubelet.yaml'),
        kubeconfig: credentials.kubeconfig.admin,
        'root-dir': join(folder, 'kubelet'),
        'cert-dir': join(folder, 'certificates'),
        'hostname-override': NODE,
        'node-ip': NODE_ADDRESS,
      }),
    ],
    () => kubectl.succeeds(['wait', 'node', NODE, '--for=condition=Ready', '--timeout=1s']),
  );
}

/** Stops the node, if there is one. Ends its pods first, because their processes have no parent that ends them. */
export async function stopRealNode(processes: Processes, directory: string, kubectl: Kubectl): Promise<void> {
  const folder = join(directory, 'node');
  if ((await stat(folder).catch(() => undefined)) === undefined) return;
  await kubectl.succeeds(['cordon', NODE]);
  const pods = ['--all-namespaces', '--field-selector', `spec.nodeName=${NODE}`];
  await kubectl.succeeds(['delete', 'pods', ...pods, '--grace-period=1', '--timeout=40s']);
  await processes.end('kubelet');
  for (const task of await listTasks(folder)) {
    await containerd(folder, 'tasks', 'kill', '--signal', 'SIGKILL', task).catch(() => '');
    await containerd(folder, 'tasks', 'delete', '--force', task).catch(() => '');
  }
  await processes.end('containerd');
  const mounts = (await readFile('/proc/mounts', 'utf8')).split('\n').map((line) => line.split(' ')[1] ?? '');
  for (const mount of mounts
    .filter((path) => path.startsWith(folder))
    .toSorted()
    .toReversed())
    await run('umount', [mount]);
  await restoreSettings(join(folder, 'kubelet.sysctl'));
  await rm('/var/lib/kubelet/device-plugins/kubelet.sock', { force: true });
  const left = ['/var/lib/kubelet/device-plugins', '/var/lib/kubelet', '/var/lib/cni/results', '/var/lib/cni'];
  for (const empty of left) await rmdir(empty).catch(() => undefined);
}

async function listTasks(folder: string): Promise<string[]> {
  return (await containerd(folder, 'tasks', 'list', '--quiet').catch(() => '')).split('\n').filter(Boolean);
}

async function containerd(folder: string, ...args: string[]): Promise<string> {
  const socket = ['--address', join(folder, 'containerd.sock'), '--namespace', 'k8s.io'];
  return (await run('ctr', [...socket, ...args])).stdout;
}

async function pushPause({ host }: Distribution): Promise<void> {
  const path = program('pause');
  const { size } = await stat(path);
  const tar = pack();
  createReadStream(path).pipe(tar.entry({ name: 'pause', size, mode: 0o755 }, () => tar.finalize()));
  await putImage(
    openRegistry({ image: { registry: host, repository: 'pause' } }),
    '1',
    [tar as AsyncIterable<Buffer>],
    (diffIds) => ({
      created: new Date(0).toISOString(),
      architecture: 'amd64',
      os: 'linux',
      config: { Entrypoint: ['/pause'] },
      rootfs: { type: 'layers', diff_ids: [...diffIds] },
      history: [{ created_by: 'COPY pause /' }],
    }),
  );
}
