import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join, posix, relative, resolve } from 'node:path';
import { exec, getExecOutput } from '@actions/exec';
import { rejectBuildArguments, secretArguments } from '../build/build-secrets.ts';
import { pinDockerfile } from '../build/pin-dockerfile.ts';
import { UserError } from '../errors.ts';
import { limitsOf } from './limits.ts';
import { LOADER, type OpenPython } from './loader.ts';
import type { CheckOptions } from './options.ts';

/** Where the loader is in the container. */
const MOUNT = '/flux-airflow-loader';
const MEMORY_OF_AIRFLOW_MB = 1024;

/**
 * The image of a checkout, built by Docker, and a container of it for the loader: no network, nothing to write to but a
 * temporary folder, no privileges, the image's own user. Where the registry does not give the image `cached`, Docker builds
 * all of it.
 * @throws UserError `image-build-failed`; with a mirror those of `pinDockerfile`
 */
export async function openImage(
  options: CheckOptions,
  checkout: string,
  cached: string | undefined,
): Promise<OpenPython> {
  const name = `flux-airflow-check:${randomUUID()}`;
  const inside = (path: string) => resolve(checkout, relative(options.workspace, path));
  const { buildArgs, buildSecrets, platform } = options;
  await rejectBuildArguments(buildArgs);
  const secrets = secretArguments(buildSecrets);
  const args = Object.keys(buildArgs).flatMap((arg) => ['--build-arg', arg]);
  if (cached !== undefined) args.push('--cache-from', `type=registry,ref=${cached}`);
  const folder = await mkdtemp(join(options.temp, 'flux-airflow-image-'));
  try {
    const context = inside(options.context);
    const dockerfile = await findDockerfile(options, context, inside(options.file), folder);
    const build = ['buildx', 'build', '--load', '--tag', name, '--platform', platform, '--file', dockerfile];
    const env = { ...readEnvironment(), ...buildArgs, ...secrets.environment, BUILDX_NO_DEFAULT_ATTESTATIONS: '1' };
    const ended = await getExecOutput('docker', [...build, ...args, ...secrets.args, context], {
      env,
      ignoreReturnCode: true,
    });
    if (ended.exitCode !== 0) throw dockerFailed('docker buildx build of the image', ended.stderr);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const close = () => remove('image', 'rm', '--force', name);
  const home = await readHome(name).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const { processes, memoryMbPerFile } = limitsOf(options);
  const memory = `${processes * memoryMbPerFile + MEMORY_OF_AIRFLOW_MB}m`;
  const run = (container: string) => [
    ...['run', '--name', container, '--rm', '--interactive', '--network', 'none'],
    ...['--read-only', '--tmpfs', '/tmp', '--cap-drop', 'ALL'],
    ...['--security-opt', 'no-new-privileges', '--pids-limit', '512', '--memory', memory],
    ...['--volume', `${LOADER}:${MOUNT}:ro`, '--env', 'AIRFLOW_HOME=/tmp/airflow'],
    ...['--env', `AIRFLOW__CORE__PLUGINS_FOLDER=${home.plugins}`, '--entrypoint', 'python', name, '-B', MOUNT],
  ];
  return {
    command: 'docker',
    container: { run, remove: (container) => remove('rm', '--force', '--volumes', container) },
    environment: readEnvironment(),
    dagFolder: home.dags,
    roots: [dirname(home.dags)],
    close,
  };
}

/** The Dockerfile; where there is a mirror of Docker Hub, one in `folder` that takes its base images from there. */
async function findDockerfile(options: CheckOptions, context: string, file: string, folder: string): Promise<string> {
  const { buildArgs, platform, registryMirror } = options;
  if (registryMirror === undefined) return file;
  const { text, ignore } = await pinDockerfile({ context, file, buildArgs, platform, registryMirror });
  const pinned = join(folder, 'Dockerfile');
  await Promise.all([writeFile(pinned, text), writeFile(`${pinned}.dockerignore`, ignore)]);
  return pinned;
}

async function remove(...args: readonly string[]): Promise<void> {
  await exec('docker', [...args], { silent: true, ignoreReturnCode: true });
}

/** Where the image has its DAGs and plugins. */
async function readHome(name: string): Promise<{ readonly dags: string; readonly plugins: string }> {
  const inspect = ['image', 'inspect', '--format', '{{json .Config.Env}}', name];
  const { exitCode, stdout, stderr } = await getExecOutput('docker', inspect, { silent: true, ignoreReturnCode: true });
  if (exitCode !== 0) throw dockerFailed('docker image inspect of the image that was built', stderr);
  const pairs: readonly string[] = JSON.parse(stdout) ?? [];
  const env = new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
  const home = env.get('AIRFLOW_HOME') ?? '/opt/airflow';
  return {
    dags: posix.resolve('/', env.get('AIRFLOW__CORE__DAGS_FOLDER') ?? posix.join(home, 'dags')),
    plugins: env.get('AIRFLOW__CORE__PLUGINS_FOLDER') ?? posix.join(home, 'plugins'),
  };
}

/** The client of Docker needs it; the container gets none of it. */
function readEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function dockerFailed(what: string, stderr: string): UserError {
  const last = stderr.trim().split('\n').slice(-3).join(' ');
  return new UserError(
    'image-build-failed',
    `${what} failed: ${last}`,
    'See its output above; run the same command on your machine.',
  );
}
