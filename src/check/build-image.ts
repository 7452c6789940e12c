import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { buildArguments } from '../build/build-arguments.ts';
import { rejectBuildArguments, secretArguments } from '../build/build-secrets.ts';
import { logInToBases } from '../build/docker/log-in-to-bases.ts';
import { pinDockerfile } from '../build/plan/pin-dockerfile.ts';
import { UserError } from '../errors.ts';
import { docker } from '../runner/docker.ts';
import type { CheckOptions } from './options.ts';

/**
 * Builds the image of a checkout with Docker and loads it into the engine under a name. Docker uses the layers of `cached`
 * if the registry has that image. Returns a hash of all that decides what the image installs, apart from files.
 * @throws UserError `image-build-failed`; and those of `pinDockerfile`
 */
export async function buildImage(
  options: CheckOptions,
  checkout: string,
  cached: string | undefined,
  name: string,
): Promise<string> {
  const inside = (path: string) => resolve(checkout, relative(options.workspace, path));
  const { buildArgs, buildSecrets, platform, target } = options;
  await rejectBuildArguments(buildArgs);
  const secrets = secretArguments(buildSecrets);
  const values = buildArguments(buildArgs);
  const cache = cached === undefined ? [] : ['--cache-from', `type=registry,ref=${cached}`];
  const folder = await mkdtemp(join(options.temp, 'flux-airflow-image-'));
  try {
    const context = inside(options.context);
    const file = inside(options.file);
    const dockerfile = await findDockerfile(options, context, file, folder);
    const client = await logInToBases(file, options, folder);
    const build = ['buildx', 'build', '--load', '--tag', name, '--platform', platform, '--file', dockerfile];
    const stage = target === undefined ? [] : ['--target', target];
    const environment = {
      ...values.environment,
      ...secrets.environment,
      ...client,
      BUILDX_NO_DEFAULT_ATTESTATIONS: '1',
    };
    const { failure } = await docker([...build, ...stage, ...values.args, ...cache, ...secrets.args, context], {
      environment,
    });
    if (failure !== undefined) throw dockerFailed('docker buildx build of the image', failure);
    return await identify(dockerfile, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Returns a hash of the build's inputs. The loader itself compares the packages, the environment and the files that it reads. */
async function identify(dockerfile: string, { buildArgs, platform, target }: CheckOptions): Promise<string> {
  const text = await readFile(dockerfile, 'utf8').catch(() => '');
  const parts = [text, buildArgs, platform, target ?? ''];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** Writes a copy of the Dockerfile, which uses the mirror of Docker Hub, and of its ignore file, which leaves out `.git`. */
async function findDockerfile(options: CheckOptions, context: string, file: string, folder: string): Promise<string> {
  const { buildArgs, platform, target, registryMirror, machine } = options;
  const { text, ignore } = await pinDockerfile({
    ...{ context, file, buildArgs, platform },
    ...(registryMirror === undefined ? {} : { registryMirror }),
    ...(machine === undefined ? {} : { machine }),
    ...(target === undefined ? {} : { target }),
  });
  const pinned = join(folder, 'Dockerfile');
  await Promise.all([writeFile(pinned, text), writeFile(`${pinned}.dockerignore`, ignore)]);
  return pinned;
}

/** Returns the error for a failed command of Docker. */
export function dockerFailed(command: string, failure: string): UserError {
  return new UserError(
    'image-build-failed',
    `${command} failed: ${failure}`,
    'See its output above. To reproduce it, run the same command on your machine.',
  );
}
