import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { waitFor } from '../../../sandbox/wait-for.ts';

const run = promisify(execFile);

export interface BuildKitOptions {
  readonly buildkitd: string;
  readonly buildx: string;
  /** Registries on loopback, by `127.0.0.1:port`, with `user:password` if they need it. */
  readonly registries: Readonly<Record<string, string | undefined>>;
  /** The mirror of Docker Hub. */
  readonly mirror?: string;
}

export interface BuildKit {
  /** Makes the docker client use buildx with this daemon. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs `buildx build …` on this daemon and returns its output. @throws Error with the output */
  build(...args: string[]): Promise<string>;
  /** Clears the build cache. */
  prune(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a current BuildKit. State, socket and client settings are in a temporary folder, which `close` removes. */
export async function startBuildKit(options: BuildKitOptions): Promise<BuildKit> {
  const directory = await mkdtemp(join(tmpdir(), 'flux-airflow-buildkit-'));
  const socket = `unix://${join(directory, 'socket')}`;
  await writeFile(join(directory, 'buildkitd.toml'), daemonConfig(options, directory, socket));
  await mkdir(join(directory, 'client/cli-plugins'), { recursive: true });
  await symlink(options.buildx, join(directory, 'client/cli-plugins/docker-buildx'));
  const auths = Object.entries(options.registries).flatMap(([host, login]) =>
    login === undefined ? [] : [[host, { auth: Buffer.from(login).toString('base64') }]],
  );
  await writeFile(join(directory, 'client/config.json'), JSON.stringify({ auths: Object.fromEntries(auths) }));
  const daemon = spawn(options.buildkitd, ['--config', join(directory, 'buildkitd.toml')], { stdio: 'ignore' });
  const folders = { DOCKER_CONFIG: join(directory, 'client'), BUILDX_CONFIG: join(directory, 'buildx') };
  const env = { PATH: process.env.PATH, ...folders };
  const buildx = async (...args: string[]) => {
    const { stdout, stderr } = await run(options.buildx, args, { env, maxBuffer: 64 << 20 });
    return stdout + stderr;
  };
  const close = async () => {
    const closed = once(daemon, 'close');
    if (daemon.exitCode === null && daemon.kill()) await closed;
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await buildx('create', '--name', 'judge', '--driver', 'remote', socket);
    await untilReady(() => buildx('inspect', '--builder', 'judge', '--bootstrap'));
  } catch (error) {
    await close();
    throw error;
  }
  const prune = async () => {
    await buildx('prune', '--builder', 'judge', '--all', '--force');
  };
  const build = (...args: string[]) => buildx('build', '--builder', 'judge', '--progress', 'plain', ...args);
  return { environment: { ...folders, BUILDX_BUILDER: 'judge' }, build, prune, close };
}

async function untilReady(ask: () => Promise<string>): Promise<void> {
  let last = '';
  const isRunning = async () => {
    last = await ask().catch(String);
    return /^Status:\s+running/m.test(last);
  };
  await waitFor('BuildKit to run', isRunning, { everyMs: 200, explain: () => last });
}

/** https://docs.docker.com/build/buildkit/toml-configuration/ */
function daemonConfig({ registries, mirror }: BuildKitOptions, directory: string, socket: string): string {
  const hosts = Object.keys(registries).map((host) => `[registry.${JSON.stringify(host)}]\nhttp = true`);
  return [
    `root = ${JSON.stringify(join(directory, 'root'))}`,
    `[grpc]\naddress = [${JSON.stringify(socket)}]`,
    '[worker.oci]\nenabled = true\nbinary = "runc"\nnetworkMode = "host"',
    '[worker.containerd]\nenabled = false',
    ...(mirror === undefined ? [] : [`[registry."docker.io"]\nmirrors = [${JSON.stringify(mirror)}]`]),
    ...hosts,
  ].join('\n');
}
