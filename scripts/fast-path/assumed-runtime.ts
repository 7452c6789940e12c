import { baseConfig } from '../../sandbox/runtime/base-image.ts';
import type { ImageConfig } from '../../src/image/oci/image-config.ts';
import type { Folder, RuntimeFiles } from '../../src/image/runtime/runtime-files.ts';

const FOLDERS = ['/opt', '/opt/airflow', '/opt/airflow/dags', '/usr', '/usr/local', '/usr/local/airflow', '/home'];
/** Names of accounts in `--chown` and USER. */
const ACCOUNTS = /--chown=["']?([a-z_][\w-]*)?(?::([a-z_][\w-]*))?|^\s*USER\s+([a-z_][\w-]*)/gim;

export interface AssumedRuntime {
  readonly config: ImageConfig;
  readonly files: RuntimeFiles;
  readonly env: ReadonlyMap<string, string>;
}

/** Returns a runtime like Airflow's image, with this user and all accounts that the Dockerfile names. */
export function assumedRuntime(dockerfile: string, user = '50000'): AssumedRuntime {
  const base = baseConfig('sha256:0');
  const config = { ...base, config: { ...base.config, User: user } };
  const env = new Map((config.config?.Env ?? []).map((pair) => pair.split('=', 2) as [string, string]));
  const names = ['astro', ...[...dockerfile.matchAll(ACCOUNTS)].flatMap((found) => found.slice(1))];
  const accounts = [...new Set(['root', 'airflow', ...names])].filter((name) => name !== undefined);
  const folder: Folder = { mode: 0o775, uid: 50_000, gid: 0, unlisted: false };
  const files = {
    folders: new Map(FOLDERS.map((path) => [path, folder])),
    links: new Map(),
    files: new Set(['/bin/sh', '/bin/chmod', '/bin/chown']),
    passwd: accounts.map((name, id) => `${name}:x:${name === 'airflow' ? 50_000 : id}:${id}::/:/bin/sh\n`).join(''),
    group: accounts.map((name, id) => `${name}:x:${id}:\n`).join(''),
    packages: [],
  };
  return { config, files, env };
}
