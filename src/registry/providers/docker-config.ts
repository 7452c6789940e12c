import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DOCKER_HUB } from '../../image-reference.ts';
import { parseJson } from '../../parse-json.ts';
import { type Credentials, IDENTITY_TOKEN } from '../credentials.ts';
import { RegistryError } from '../errors.ts';
import type { Machine } from '../machine.ts';
import { runCredentialHelper } from './credential-helper.ts';

/** The properties that are read here; https://docs.docker.com/reference/cli/docker/#docker-cli-configuration-file-configjson-properties */
export interface DockerConfig {
  readonly auths?: Readonly<Record<string, { readonly auth?: string; readonly identitytoken?: string }>>;
  /** The helper of each registry; empty if the registry's credentials are in `auths`. */
  readonly credHelpers?: Readonly<Record<string, string>>;
  /** The helper of all other registries. */
  readonly credsStore?: string;
  readonly cliPluginsExtraDirs?: readonly string[];
}

/** The key of Docker Hub, which comes from its first protocol. */
const DOCKER_HUB_KEY = 'https://index.docker.io/v1/';

/**
 * Reads Docker's configuration from its folder; returns an empty one if the file is missing.
 * @throws RegistryError `invalid-docker-config`
 */
export async function readDockerConfig(folder: string): Promise<DockerConfig> {
  const path = join(folder, 'config.json');
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return '{}';
    throw unusable(`${path} cannot be read.`, cause);
  });
  const config = parseJson(text);
  if (typeof config === 'object' && config !== null) return config;
  throw unusable(`${path} is not a JSON object.`);
}

/** Returns the key of a registry in Docker's configuration. */
export function configKey(registry: string): string {
  return registry === DOCKER_HUB ? DOCKER_HUB_KEY : registry;
}

/**
 * Returns Docker's credentials for a registry, from its helper, its store or the file; `undefined` if there are none.
 * @throws RegistryError `invalid-docker-config`, `credential-helper`
 */
export async function dockerCredentials(
  registry: string,
  { dockerConfig, environment }: Pick<Machine, 'dockerConfig' | 'environment'>,
): Promise<Credentials | undefined> {
  const { auths, credHelpers, credsStore } = await readDockerConfig(dockerConfig);
  const key = configKey(registry);
  const helper = credHelpers?.[key] ?? credsStore ?? '';
  if (helper !== '') return runCredentialHelper(helper, key, environment);
  const { auth, identitytoken } = auths?.[key] ?? auths?.[`https://${key}`] ?? {};
  if (identitytoken) return { username: IDENTITY_TOKEN, password: identitytoken };
  if (auth === undefined) return undefined;
  const [username = '', ...password] = Buffer.from(auth, 'base64').toString().split(':');
  return { username, password: password.join(':') };
}

function unusable(message: string, cause?: unknown): RegistryError {
  return new RegistryError('invalid-docker-config', message, { cause });
}
