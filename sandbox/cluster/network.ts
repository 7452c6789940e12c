import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { keepSettings, restoreSettings } from './system-settings.ts';

const run = promisify(execFile);

/** The bridge's name. */
export const BRIDGE = 'flux-airflow0';
/** The bridge's address, used by the node, the API server and the DNS server: pods, host and services can reach it. */
export const NODE_ADDRESS = '10.245.0.1';
/** The pods' addresses. */
export const POD_RANGE = '10.245.0.0/24';
/** The address of the service kube-dns, in the control plane's service range. */
export const DNS_ADDRESS = '10.96.0.10';

const KEPT = 'network.sysctl';
const SETTINGS = ['net.ipv4.ip_forward', 'net.bridge.bridge-nf-call-iptables'];
/** The kernel settings that kube-proxy changes. */
const PROXY_SETTINGS = ['net.ipv4.conf.all.route_localnet', 'net.netfilter.nf_conntrack_max'];

/** Docker blocks forwarding between interfaces of others. */
const PASS = ['FORWARD', '--in-interface', BRIDGE, '--out-interface', BRIDGE, '--jump', 'ACCEPT'];

/** Creates a bridge for the pods of one node, without access to other networks. */
export async function raiseNetwork(directory: string): Promise<void> {
  await keepSettings(join(directory, KEPT), [...SETTINGS, ...PROXY_SETTINGS]);
  await run('ip', ['link', 'add', BRIDGE, 'type', 'bridge']);
  await run('ip', ['address', 'add', `${NODE_ADDRESS}/24`, 'dev', BRIDGE]);
  await run('ip', ['link', 'set', BRIDGE, 'up']);
  // Without the second, a response from a pod on the same bridge would have another source address than the request's target.
  for (const name of SETTINGS) await run('sysctl', ['--quiet', '--write', `${name}=1`]).catch(() => undefined);
  await run('iptables', ['--insert', ...PASS]).catch(() => undefined);
}

/** Removes the bridge if it belongs to the cluster of this folder. */
export async function lowerNetwork(directory: string): Promise<void> {
  const kept = join(directory, KEPT);
  if (!existsSync(kept)) return;
  const attempts = [
    ['iptables', ['--delete', ...PASS]],
    ...['ip', 'ip6'].map((family) => ['nft', ['delete', 'table', family, 'kube-proxy']] as const),
    ['ip', ['link', 'delete', BRIDGE]],
  ] as const;
  for (const [program, args] of attempts) await run(program, [...args]).catch(() => undefined);
  await restoreSettings(kept);
}
