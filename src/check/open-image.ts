import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, posix, relative, resolve } from 'node:path';
import { buildArguments } from '../build/build-arguments.ts';
import { rejectBuildArguments, secretArguments } from '../build/build-secrets.ts';
import { pinDockerfile } from '../build/pin-dockerfile.ts';
import { UserError } from '../errors.ts';
import { docker } from '../runner/docker.ts';
import { inheritedEnvironment } from '../runner/environment.ts';
import { limitsOf } from './limits.ts';
import { LOADER, type OpenPython } from './loader.ts';
import type { CheckOptions } from './options.ts';

/** The path of the loader in the container. */
const MOUNT = '/flux-airflow-loader';
const MEMORY_OF_AIRFLOW_MB = 1024;

/**
 * Builds the image of a checkout with Docker and returns a container for the loader. The container has no network and no
 * privileges, runs as the image's own user, and can write only to a temporary folder. Docker uses the layers of `cached`
 * if the registry has that image.
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
  const values = buildArguments(buildArgs);
  const cache = cached === undefined ? [] : ['--cache-from', `type=registry,ref=${cached}`];
  const folder = await mkdtemp(join(options.temp, 'flux-airflow-image-'));
  let image: string;
  try {
    const context = inside(options.context);
    const dockerfile = await findDockerfile(options, context, inside(options.file), folder);
    image = await identify(dockerfile, options);
    const build = ['buildx', 'build', '--load', '--tag', name, '--platform', platform, '--file', dockerfile];
    const environment = { ...values.environment, ...secrets.environment, BUILDX_NO_DEFAULT_ATTESTATIONS: '1' };
    const { failure } = await docker([...build, ...values.args, ...cache, ...secrets.args, context], { environment });
    if (failure !== undefined) throw dockerFailed('docker buildx build of the image', failure);
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
    // A name that does not change, because a DAG may depend on it.
    ...['--hostname', 'flux-airflow', '--read-only', '--tmpfs', '/tmp', '--cap-drop', 'ALL'],
    ...['--security-opt', 'no-new-privileges', '--pids-limit', '512', '--memory', memory],
    ...['--volume', `${LOADER}:${MOUNT}:ro`, '--env', 'AIRFLOW_HOME=/tmp/airflow'],
    ...['--env', `AIRFLOW__CORE__PLUGINS_FOLDER=${home.plugins}`, '--entrypoint', 'python', name, '-B', MOUNT],
  ];
  return {
    command: 'docker',
    container: { run, remove: (container) => remove('rm', '--force', '--volumes', container) },
    // For the docker client; the container does not inherit it.
    environment: inheritedEnvironment(),
    dagFolder: home.dags,
    roots: [dirname(home.dags)],
    image,
    close,
  };
}

/** Returns a hash of all that decides what the image installs, apart from files: the loader compares its packages. */
async function identify(dockerfile: string, { buildArgs, platform }: CheckOptions): Promise<string> {
  const parts = [await readFile(dockerfile, 'utf8').catch(() => ''), buildArgs, platform];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** Returns the Dockerfile; with a mirror of Docker Hub, a copy in `folder` that uses it for the base images. */
async function findDockerfile(options: CheckOptions, context: string, file: string, folder: string): Promise<string> {
  const { buildArgs, platform, registryMirror, machine } = options;
  if (registryMirror === undefined) return file;
  const { text, ignore } = await pinDockerfile({
    ...{ context, file, buildArgs, platform, registryMirror },
    ...(machine === undefined ? {} : { machine }),
  });
  const pinned = join(folder, 'Dockerfile');
  await Promise.all([writeFile(pinned, text), writeFile(`${pinned}.dockerignore`, ignore)]);
  return pinned;
}

async function remove(...args: readonly string[]): Promise<void> {
  await docker(args, { silent: true });
}

/** Returns the DAG and plugin folders of the image. */
async function readHome(name: string): Promise<{ readonly dags: string; readonly plugins: string }> {
  const inspect = ['image', 'inspect', '--format', '{{json .Config.Env}}', name];
  const { stdout, failure } = await docker(inspect, { silent: true });
  if (failure !== undefined) throw dockerFailed('docker image inspect of the built image', failure);
  const pairs: readonly string[] = JSON.parse(stdout) ?? [];
  const env = new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
  const home = env.get('AIRFLOW_HOME') ?? '/opt/airflow';
  return {
    dags: posix.resolve('/', env.get('AIRFLOW__CORE__DAGS_FOLDER') ?? posix.join(home, 'dags')),
    plugins: env.get('AIRFLOW__CORE__PLUGINS_FOLDER') ?? posix.join(home, 'plugins'),
  };
}

function dockerFailed(command: string, failure: string): UserError {
  return new UserError(
    'image-build-failed',
    `${command} failed: ${failure}`,
    'See its output above. To reproduce it, run the same command on your machine.',
  );
}
