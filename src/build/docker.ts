import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import type { Registry } from '../registry/client.ts';
import { type Credentials, IDENTITY_TOKEN } from '../registry/credentials.ts';
import { configKey, type DockerConfig, readDockerConfig } from '../registry/providers/docker-config.ts';
import { docker } from '../runner/docker.ts';
import { buildArguments } from './build-arguments.ts';
import { type BuildSecrets, secretArguments } from './build-secrets.ts';

export interface DockerBuild {
  readonly registry: Registry;
  readonly tag: string;
  /** The text of the Dockerfile and of its ignore file. */
  readonly dockerfile: string;
  readonly ignore: string;
  readonly context: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly buildSecrets?: BuildSecrets;
  readonly platform: string;
  /** A tag of the same repository, whose layers are the build cache. */
  readonly cacheFrom?: string;
}

/**
 * Builds an image with buildx on the machine's builder, and pushes it. Credentials are in a temporary folder, values of
 * build arguments and secrets in the environment, so that the process list shows neither.
 * https://docs.docker.com/reference/cli/docker/buildx/build/
 * @throws UserError `runtime-missing` without Docker, `runtime-build-failed`; RegistryError `invalid-docker-config`
 */
export async function buildByDocker(build: DockerBuild): Promise<void> {
  const { registry, tag, dockerfile, ignore, context, buildArgs, buildSecrets = {}, platform, cacheFrom } = build;
  const repository = `${registry.image.registry}/${registry.image.repository}`;
  const { temp, buildxConfig } = registry.machine;
  const folder = await mkdtemp(join(temp, 'flux-airflow-runtime-'));
  try {
    const file = join(folder, 'Dockerfile');
    await writeFile(file, dockerfile);
    await writeFile(`${file}.dockerignore`, ignore);
    await writeClientFolder(folder, registry);
    const cache = cacheFrom === undefined ? [] : ['--cache-from', `type=registry,ref=${repository}:${cacheFrom}`];
    const secrets = secretArguments(buildSecrets);
    const values = buildArguments(buildArgs);
    await run(
      [
        ...['buildx', 'build', '--push', '--file', file, '--tag', `${repository}:${tag}`, '--platform', platform],
        ...['--cache-to', 'type=inline', ...cache, ...values.args, ...secrets.args, context],
      ],
      {
        ...values.environment,
        ...secrets.environment,
        DOCKER_CONFIG: folder,
        BUILDX_CONFIG: buildxConfig,
        BUILDX_NO_DEFAULT_ATTESTATIONS: '1',
      },
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function run(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<void> {
  const { stderr, failure } = await docker(args, { environment }).catch((cause: unknown) => {
    throw noDocker('Docker, which builds it, is not installed on this runner', cause);
  });
  if (failure === undefined) return;
  if (/'buildx' is not a docker command|unknown command: docker buildx/.test(stderr)) {
    throw noDocker('Docker on this runner has no buildx, which builds it');
  }
  throw new UserError(
    'runtime-build-failed',
    `docker buildx build of the runtime image failed: ${failure}`,
    'Read its output above. The runtime is the Dockerfile up to its last RUN, or all of it if a warning says so.',
  );
}

function noDocker(reason: string, cause?: unknown): UserError {
  return new UserError(
    'runtime-missing',
    `The runtime image is not in the registry, and ${reason}.`,
    'Run this job on a runner with Docker and buildx (ubuntu-latest has both) whenever requirements.txt or another part of the runtime changes.',
    { cause },
  );
}

/** Writes the configuration of Docker's client, with the registry's credentials added. */
async function writeClientFolder(folder: string, registry: Registry): Promise<void> {
  const config = JSON.stringify(await configWithCredentials(registry));
  await writeFile(join(folder, 'config.json'), config, { mode: 0o600 });
  // The contexts select the engine. Without them the link dangles, which Docker ignores.
  await symlink(join(registry.machine.dockerConfig, 'contexts'), join(folder, 'contexts'));
}

/**
 * Returns Docker's own configuration with the registry's credentials and the folder of the plugins added. All other
 * registries keep their store and helpers.
 */
async function configWithCredentials(registry: Registry): Promise<DockerConfig> {
  const { dockerConfig } = registry.machine;
  const config = await readDockerConfig(dockerConfig);
  const credentials = await registry.credentials();
  const { cliPluginsExtraDirs = [], credHelpers, auths } = config;
  const plugins = { cliPluginsExtraDirs: [join(dockerConfig, 'cli-plugins'), ...cliPluginsExtraDirs] };
  if (credentials === undefined) return { ...config, ...plugins };
  const key = configKey(registry.image.registry);
  // An empty helper makes Docker read `auths`, even if a store is set for all registries.
  return {
    ...config,
    ...plugins,
    credHelpers: { ...credHelpers, [key]: '' },
    auths: { ...auths, [key]: entryOf(credentials) },
  };
}

function entryOf({ username, password }: Credentials): { auth: string } | { identitytoken: string } {
  if (username === IDENTITY_TOKEN) return { identitytoken: password };
  return { auth: Buffer.from(`${username}:${password}`).toString('base64') };
}
