import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { getExecOutput } from '@actions/exec';
import { UserError } from '../errors.ts';
import { DOCKER_HUB } from './reference.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** What is read here of https://docs.docker.com/reference/cli/docker/#docker-cli-configuration-file-configjson-properties */
export interface DockerConfig {
  readonly auths?: Readonly<Record<string, { readonly auth?: string }>>;
  readonly credHelpers?: Readonly<Record<string, string>>;
  readonly credsStore?: string;
}

/** The key of Docker Hub, from the times of its first protocol. */
const DOCKER_HUB_KEY = 'https://index.docker.io/v1/';

/** The folder of docker's own configuration. */
export function dockerConfigFolder(): string {
  return process.env.DOCKER_CONFIG || join(homedir(), '.docker');
}

/** Docker's configuration; empty when there is none. */
export async function readDockerConfig(): Promise<DockerConfig> {
  const path = join(dockerConfigFolder(), 'config.json');
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new UserError('docker-config', `${path} cannot be read.`, 'Mend it, or log in again with docker login.', {
      cause,
    });
  }
}

export function configKey(registry: string): string {
  return registry === DOCKER_HUB ? DOCKER_HUB_KEY : registry;
}

/** Credentials that docker has for a registry: its helper's, its store's, or those of the file; `undefined` for none. */
export async function dockerCredentials(registry: string): Promise<Credentials | undefined> {
  const { auths, credHelpers, credsStore } = await readDockerConfig();
  const key = configKey(registry);
  const helper = credHelpers?.[key] ?? credsStore;
  if (helper !== undefined) return askHelper(helper, key);
  const auth = (auths?.[key] ?? auths?.[`https://${key}`])?.auth;
  if (auth === undefined) return undefined;
  const [username = '', ...password] = Buffer.from(auth, 'base64').toString().split(':');
  return { username, password: password.join(':') };
}

/** https://github.com/docker/docker-credential-helpers#development */
async function askHelper(helper: string, key: string): Promise<Credentials | undefined> {
  const { exitCode, stdout } = await getExecOutput(`docker-credential-${helper}`, ['get'], {
    input: Buffer.from(key),
    silent: true,
    ignoreReturnCode: true,
  });
  if (exitCode !== 0) return undefined;
  const { Username, Secret } = JSON.parse(stdout);
  return { username: Username, password: Secret };
}
