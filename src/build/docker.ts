import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getExecOutput } from '@actions/exec';
import { UserError } from '../errors.ts';
import { configKey, dockerConfigFolder, readDockerConfig } from '../registry/docker-config.ts';
import type { Registry } from '../registry/registry.ts';

export interface DockerBuild {
  readonly registry: Registry;
  readonly tag: string;
  /** The text of the Dockerfile and of its ignore file. */
  readonly dockerfile: string;
  readonly ignore: string;
  readonly context: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly platform: string;
}

/**
 * Builds an image by Docker and pushes it: credentials in a folder of their own, values of build arguments in the
 * environment, so that neither shows in the process list.
 * @throws UserError `runtime-missing` without Docker, `runtime-build-failed`
 */
export async function buildByDocker(build: DockerBuild): Promise<void> {
  const { registry, tag, dockerfile, ignore, context, buildArgs, platform } = build;
  const name = `${registry.image.registry}/${registry.image.repository}:${tag}`;
  const folder = await mkdtemp(join(process.env.RUNNER_TEMP ?? tmpdir(), 'flux-airflow-runtime-'));
  try {
    const file = join(folder, 'Dockerfile');
    await writeFile(file, dockerfile);
    await writeFile(`${file}.dockerignore`, ignore);
    await writeFile(join(folder, 'config.json'), JSON.stringify(await configWithCredentials(registry)), {
      mode: 0o600,
    });
    const names = Object.keys(buildArgs).flatMap((arg) => ['--build-arg', arg]);
    const environment = {
      ...buildArgs,
      DOCKER_CONFIG: folder,
      DOCKER_BUILDKIT: '1',
      BUILDX_NO_DEFAULT_ATTESTATIONS: '1',
    };
    await docker(['build', '--file', file, '--tag', name, '--platform', platform, ...names, context], environment);
    await docker(['push', name], environment);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function docker(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<void> {
  const inherited = Object.entries(process.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]));
  const { exitCode, stderr } = await getExecOutput('docker', [...args], {
    env: { ...Object.fromEntries(inherited), ...environment },
    ignoreReturnCode: true,
  }).catch((cause: unknown) => {
    throw new UserError(
      'runtime-missing',
      `The runtime image is not in the registry, and Docker, which builds it, is not on this machine.`,
      'Run this job on a runner with Docker (ubuntu-latest has it) whenever requirements.txt or another part of the runtime changes.',
      { cause },
    );
  });
  if (exitCode === 0) return;
  const last = stderr.trim().split('\n').slice(-3).join(' ');
  throw new UserError(
    'runtime-build-failed',
    `docker ${args[0]} of the runtime image failed: ${last}`,
    'See its output above. The runtime is all of the Dockerfile up to its last RUN.',
  );
}

/** Docker's own configuration with the registry's credentials added, and its plugins found where they are. */
async function configWithCredentials(registry: Registry): Promise<object> {
  const config = await readDockerConfig();
  const credentials = await registry.credentials();
  const plugins = { cliPluginsExtraDirs: [join(dockerConfigFolder(), 'cli-plugins')] };
  if (credentials === undefined) return { ...config, ...plugins };
  const key = configKey(registry.image.registry);
  const auth = Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64');
  const { [key]: _, ...credHelpers } = config.credHelpers ?? {};
  const { credsStore: __, ...rest } = config;
  return { ...rest, ...plugins, credHelpers, auths: { ...config.auths, [key]: { auth } } };
}
