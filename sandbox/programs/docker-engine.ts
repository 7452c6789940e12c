import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { waitFor } from '../wait-for.ts';

const READY_LIMIT_MS = 60_000;

/** Does not change the machine's packet filter and routing. */
const ALONE = ['--iptables=false', '--ip-forward=false', '--ip-masq=false'];

export interface DockerEngine {
  /** `DOCKER_HOST` and `DOCKER_CONFIG`, for other clients of this engine. */
  readonly environment: Readonly<Record<'DOCKER_HOST' | 'DOCKER_CONFIG', string>>;
  /** Runs the docker client on this engine and returns its standard output. */
  docker(...args: string[]): Promise<Buffer>;
  close(): Promise<void>;
}

/**
 * Starts a Docker engine. Images, socket and client settings are in a temporary folder, which `close` removes. Containers
 * have no network, except for a given bridge.
 */
export async function startDockerEngine(
  dockerd: string,
  logins: Readonly<Record<string, string>>,
  bridge = 'none',
): Promise<DockerEngine> {
  const directory = await mkdtemp(join(tmpdir(), 'flux-airflow-docker-'));
  const config = join(directory, 'client');
  await mkdir(config);
  const auths = Object.entries(logins).map(([host, login]) => [host, { auth: Buffer.from(login).toString('base64') }]);
  await writeFile(join(config, 'config.json'), JSON.stringify({ auths: Object.fromEntries(auths) }));
  const host = `unix://${join(directory, 'docker.sock')}`;
  const paths = ['data-root', 'exec-root', 'pidfile'].flatMap((name) => [`--${name}`, join(directory, name)]);
  const daemon = spawn(dockerd, ['--host', host, ...paths, '--bridge', bridge, ...ALONE], {
    stdio: 'ignore',
  });
  const run = async (...args: string[]) => {
    const env = { PATH: process.env.PATH, DOCKER_HOST: host, DOCKER_CONFIG: config, DOCKER_BUILDKIT: '0' };
    return (await promisify(execFile)('docker', args, { env, encoding: 'buffer', maxBuffer: 64 << 20 })).stdout;
  };
  const close = async () => {
    const closed = once(daemon, 'close');
    if (daemon.exitCode === null && daemon.kill()) await closed;
    // A container with the network of the machine leaves a mount, which the folder cannot be removed with.
    const network = join(directory, 'exec-root/netns/default');
    await promisify(execFile)('umount', [network]).catch(() => undefined);
    await rm(directory, { recursive: true, force: true });
  };
  const isReady = async () => {
    if (daemon.exitCode !== null) throw new Error(`${dockerd} ended with ${daemon.exitCode}`);
    return run('version').then(
      () => true,
      () => false,
    );
  };
  try {
    await waitFor(`an answer of ${dockerd}`, isReady, { limitMs: READY_LIMIT_MS, everyMs: 200 });
  } catch (error) {
    await close();
    throw error;
  }
  return { environment: { DOCKER_HOST: host, DOCKER_CONFIG: config }, docker: run, close };
}
