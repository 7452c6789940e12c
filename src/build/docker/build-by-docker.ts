import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import type { ContextEntry } from '../../image/context/context.ts';
import type { BuildSecrets } from '../../inputs/build-secrets.ts';
import type { Registry } from '../../registry/client.ts';
import { docker } from '../../runner/docker.ts';
import { buildArguments } from '../build-arguments.ts';
import { secretArguments } from '../build-secrets.ts';
import { copyContext } from '../runtime/partial-context.ts';
import { ecrLogins, type Logins, writeClientFolder } from './client-folder.ts';

export interface DockerBuild {
  readonly registry: Registry;
  readonly tag: string;
  /** The text of the Dockerfile and of its ignore file. */
  readonly dockerfile: string;
  readonly ignore: string;
  readonly context: string;
  /** The part of the context that Docker gets; absent if it gets all of it. */
  readonly partialContext?: readonly ContextEntry[];
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly buildSecrets?: BuildSecrets;
  readonly platform: string;
  /** The registries that the base images are pulled from. */
  readonly baseRegistries?: readonly string[];
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
  const { registry, tag, dockerfile, ignore, context, buildArgs, platform, cacheFrom } = build;
  const { buildSecrets, baseRegistries = [], partialContext } = build;
  const repository = `${registry.image.registry}/${registry.image.repository}`;
  const { temp, buildxConfig } = registry.machine;
  const folder = await mkdtemp(join(temp, 'flux-airflow-runtime-'));
  try {
    const file = join(folder, 'Dockerfile');
    await writeFile(file, dockerfile);
    await writeFile(`${file}.dockerignore`, partialContext === undefined ? ignore : '');
    await writeClientFolder(folder, registry.machine, await findLogins(registry, baseRegistries));
    const shown = partialContext === undefined ? context : join(folder, 'context');
    if (partialContext !== undefined) copyContext(context, partialContext, shown);
    const cache = cacheFrom === undefined ? [] : ['--cache-from', `type=registry,ref=${repository}:${cacheFrom}`];
    const secrets = secretArguments(buildSecrets ?? { values: {}, files: {}, ssh: [] });
    const values = buildArguments(buildArgs);
    await run(
      [
        ...['buildx', 'build', '--push', '--file', file, '--tag', `${repository}:${tag}`, '--platform', platform],
        ...['--cache-to', 'type=inline', ...cache, ...values.args, ...secrets.args, shown],
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

/** Returns the logins of the bases, and that of the registry to push to, which wins. */
async function findLogins(registry: Registry, bases: readonly string[]): Promise<Logins> {
  const own = registry.image.registry;
  const others = bases.filter((base) => base !== own);
  const [logins, credentials] = await Promise.all([ecrLogins(others, registry.machine), registry.credentials()]);
  return credentials === undefined ? logins : new Map([...logins, [own, credentials]]);
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
