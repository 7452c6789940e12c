import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Credentials, IDENTITY_TOKEN } from '../../registry/credentials.ts';
import { RegistryError } from '../../registry/errors.ts';
import type { Machine } from '../../registry/machine.ts';
import { configKey, type DockerConfig, readDockerConfig } from '../../registry/providers/docker-config.ts';
import { ecrCredentials, isEcr } from '../../registry/providers/ecr.ts';

/** Credentials by registry host. */
export type Logins = ReadonlyMap<string, Credentials>;

/**
 * Writes a configuration of Docker's client into a temporary folder: that of the machine, with credentials added. All
 * other registries keep their store and helpers.
 * https://docs.docker.com/reference/cli/docker/#docker-cli-configuration-file-configjson-properties
 * @throws RegistryError `invalid-docker-config`
 */
export async function writeClientFolder(folder: string, { dockerConfig }: Machine, logins: Logins): Promise<void> {
  const config = addLogins(await readDockerConfig(dockerConfig), logins);
  const plugins = [join(dockerConfig, 'cli-plugins'), ...(config.cliPluginsExtraDirs ?? [])];
  const text = JSON.stringify({ ...config, cliPluginsExtraDirs: plugins });
  await writeFile(join(folder, 'config.json'), text, { mode: 0o600 });
  // The contexts select the engine. Without them the link dangles, which Docker ignores.
  await symlink(join(dockerConfig, 'contexts'), join(folder, 'contexts'));
}

/**
 * Returns credentials for those registries that are on Amazon ECR, from the AWS credentials of the job; each account and
 * region has its own. Without AWS credentials, Docker's own configuration has to have those of the registry.
 * @throws RegistryError `ecr-denied`, `unavailable`
 */
export async function ecrLogins(registries: Iterable<string>, machine: Machine): Promise<Logins> {
  const hosts = [...new Set(registries)].filter(isEcr);
  const logins = await Promise.all(
    hosts.map(async (host) => [host, await ecrCredentials(host, machine).catch(ignoreMissing)] as const),
  );
  return new Map(logins.flatMap(([host, login]) => (login === undefined ? [] : [[host, login] as const])));
}

function ignoreMissing(error: unknown): undefined {
  if (error instanceof RegistryError && error.kind === 'aws-credentials') return undefined;
  throw error;
}

/** Adds logins. An empty helper makes Docker read `auths`, even if a store is set for all registries. */
function addLogins(config: DockerConfig, logins: Logins): DockerConfig {
  if (logins.size === 0) return config;
  const keyed = [...logins].map(([registry, credentials]) => [configKey(registry), credentials] as const);
  return {
    ...config,
    credHelpers: { ...config.credHelpers, ...Object.fromEntries(keyed.map(([key]) => [key, ''])) },
    auths: { ...config.auths, ...Object.fromEntries(keyed.map(([key, login]) => [key, entryOf(login)])) },
  };
}

function entryOf({ username, password }: Credentials): { auth: string } | { identitytoken: string } {
  if (username === IDENTITY_TOKEN) return { identitytoken: password };
  return { auth: Buffer.from(`${username}:${password}`).toString('base64') };
}
