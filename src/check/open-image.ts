import { randomUUID } from 'node:crypto';
import { posix } from 'node:path';
import { docker, dockerClient } from '../runner/docker.ts';
import { buildImage, dockerFailed } from './build-image.ts';
import { codeFolder } from './code-root.ts';
import { limitsOf } from './limits.ts';
import { FIXED, LOADER, type OpenPython, writableFolders } from './loader.ts';
import type { CheckOptions } from './options.ts';

/** The path of the loader in the container. */
const MOUNT = '/flux-airflow-loader';
/** A folder in the container that Airflow may write to. */
const WRITABLE = '/tmp/airflow';
const MEMORY_OF_AIRFLOW_MB = 1024;

/**
 * Builds the image of a checkout with Docker and returns a container for the loader. The container has no network and no
 * privileges, runs as the image's own user, and can write only to a temporary folder. Docker uses the layers of `cached`
 * if the registry has that image.
 * @throws UserError `image-build-failed`, and those of `pinDockerfile`
 */
export async function openImage(
  options: CheckOptions,
  checkout: string,
  cached: string | undefined,
): Promise<OpenPython> {
  const name = `flux-airflow-check:${randomUUID()}`;
  const image = await buildImage(options, checkout, cached, name);
  const close = () => remove('image', 'rm', '--force', name);
  const { dagFolder, hasHome } = await readHome(name).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const { processes, memoryMbPerFile } = limitsOf(options);
  const memory = `${processes * memoryMbPerFile + MEMORY_OF_AIRFLOW_MB}m`;
  const home = hasHome ? {} : { AIRFLOW_HOME: WRITABLE };
  const settings = Object.entries({ ...writableFolders(WRITABLE), ...FIXED, ...home });
  const run = (container: string) => [
    ...['run', '--name', container, '--rm', '--interactive', '--network', 'none'],
    // A name that does not change, because a DAG may depend on it.
    ...['--hostname', 'flux-airflow', '--read-only', '--tmpfs', '/tmp', '--cap-drop', 'ALL'],
    ...['--security-opt', 'no-new-privileges', '--pids-limit', '512', '--memory', memory],
    ...['--volume', `${LOADER}:${MOUNT}:ro`],
    ...settings.flatMap(([key, value]) => ['--env', `${key}=${value}`]),
    ...['--entrypoint', 'python', name, '-B', MOUNT],
  ];
  return {
    // The container does not inherit the environment of the client.
    ...dockerClient(),
    container: { run, remove: (container) => remove('rm', '--force', '--volumes', container) },
    dagFolder,
    roots: [codeFolder(dagFolder, options)],
    image,
    close,
  };
}

async function remove(...args: readonly string[]): Promise<void> {
  await docker(args, { silent: true });
}

/** Returns the DAG folder of the image, and whether the image sets AIRFLOW_HOME. */
async function readHome(name: string): Promise<{ readonly dagFolder: string; readonly hasHome: boolean }> {
  const inspect = ['image', 'inspect', '--format', '{{json .Config.Env}}', name];
  const { stdout, failure } = await docker(inspect, { silent: true });
  if (failure !== undefined) throw dockerFailed('docker image inspect of the built image', failure);
  const pairs: readonly string[] = JSON.parse(stdout) ?? [];
  const env = new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
  const home = env.get('AIRFLOW_HOME') ?? '/opt/airflow';
  const dagFolder = posix.resolve('/', env.get('AIRFLOW__CORE__DAGS_FOLDER') ?? posix.join(home, 'dags'));
  return { dagFolder, hasHome: env.has('AIRFLOW_HOME') };
}
