import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { locate } from '../build/bases.ts';
import { buildArguments } from '../build/build-arguments.ts';
import { rejectBuildArguments, secretArguments } from '../build/build-secrets.ts';
import { ecrLogins, writeClientFolder } from '../build/client-folder.ts';
import { pinDockerfile } from '../build/pin-dockerfile.ts';
import { readDockerfile } from '../build/read-dockerfile.ts';
import { UserError } from '../errors.ts';
import { findBaseImages } from '../image/dockerfile/base-images.ts';
import { parseDockerfile } from '../image/dockerfile/dockerfile.ts';
import { parseReference } from '../registry/image-name.ts';
import { docker } from '../runner/docker.ts';
import type { CheckOptions } from './options.ts';

/**
 * Builds the image of a checkout with Docker and loads it into the engine under a name. Docker uses the layers of `cached`
 * if the registry has that image.
 * @throws UserError `image-build-failed`; with a mirror those of `pinDockerfile`
 */
export async function buildImage(
  options: CheckOptions,
  checkout: string,
  cached: string | undefined,
  name: string,
): Promise<void> {
  const inside = (path: string) => resolve(checkout, relative(options.workspace, path));
  const { buildArgs, buildSecrets, platform } = options;
  await rejectBuildArguments(buildArgs);
  const secrets = secretArguments(buildSecrets);
  const values = buildArguments(buildArgs);
  const cache = cached === undefined ? [] : ['--cache-from', `type=registry,ref=${cached}`];
  const folder = await mkdtemp(join(options.temp, 'flux-airflow-image-'));
  try {
    const context = inside(options.context);
    const file = inside(options.file);
    const dockerfile = await findDockerfile(options, context, file, folder);
    const client = await openClient(options, file, folder);
    const build = ['buildx', 'build', '--load', '--tag', name, '--platform', platform, '--file', dockerfile];
    const environment = {
      ...values.environment,
      ...secrets.environment,
      ...client,
      BUILDX_NO_DEFAULT_ATTESTATIONS: '1',
    };
    const { failure } = await docker([...build, ...values.args, ...cache, ...secrets.args, context], { environment });
    if (failure !== undefined) throw dockerFailed('docker buildx build of the image', failure);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Returns the variables that make Docker's client log in to the base images' registries on Amazon ECR; none if there is no
 * such registry.
 */
async function openClient(
  { buildArgs, platform, registryMirror, machine }: CheckOptions,
  file: string,
  folder: string,
): Promise<Readonly<Record<string, string>>> {
  if (machine === undefined) return {};
  const dockerfile = parseDockerfile(await readDockerfile(file), file);
  const bases = findBaseImages({ dockerfile, stages: dockerfile.stages, buildArgs, platform });
  const registries = bases.map(({ name }) => locate(parseReference(name), registryMirror).registry);
  const logins = await ecrLogins(registries, machine);
  if (logins.size === 0) return {};
  await writeClientFolder(folder, machine, logins);
  return { DOCKER_CONFIG: folder, BUILDX_CONFIG: machine.buildxConfig };
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

/** Returns the error for a failed command of Docker. */
export function dockerFailed(command: string, failure: string): UserError {
  return new UserError(
    'image-build-failed',
    `${command} failed: ${failure}`,
    'See its output above. To reproduce it, run the same command on your machine.',
  );
}
