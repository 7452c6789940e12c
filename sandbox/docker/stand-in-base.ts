import type { Buffer } from 'node:buffer';
import { pack } from 'tar-stream';
import type { ImageConfig, Settings } from '../../src/image/oci/image-config.ts';
import { baseConfig } from '../runtime/base-image.ts';
import { ASTRO_TRIGGERS } from './astronomer.ts';

/** A small image instead of a real one, with the settings that a Dockerfile relies on. */
interface Flavour {
  readonly settings: Settings;
  /** The folders with their owner's id, from the root down. */
  readonly folders: readonly (readonly [path: string, uid: number])[];
  readonly accounts: Readonly<Record<string, number>>;
}

const SYSTEM = ['etc', 'home', 'opt', 'tmp', 'usr', 'usr/bin', 'usr/local'].map((path) => [path, 0] as const);
const FIRST_UID = 1_000;
const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const AIRFLOW: Flavour = {
  settings: baseConfig('').config ?? {},
  folders: ['home/airflow', 'opt/airflow', 'opt/airflow/dags', 'opt/airflow/logs', 'opt/airflow/plugins'].map(
    (path) => [path, 50_000] as const,
  ),
  accounts: { airflow: 50_000 },
};

/** https://www.astronomer.io/docs/astro/runtime-image-architecture */
const ASTRO: Flavour = {
  settings: {
    User: 'astro',
    WorkingDir: '/usr/local/airflow',
    Env: [PATH, 'AIRFLOW_HOME=/usr/local/airflow', 'ASTRONOMER_USER=astro'],
    Entrypoint: ['tini', '--', '/entrypoint'],
  },
  folders: [
    ['home/astro', 50_000],
    ['usr/local/airflow', 50_000],
  ],
  accounts: { astro: 50_000 },
};

/** Images that execute Astronomer's triggers in each build, unless their tag ends with `-base`. */
const ASTRO_WITH_TRIGGERS = /(?:^|\/)(?:astro-)?runtime$/;

const PLAIN: Flavour = { settings: { Env: [PATH] }, folders: [], accounts: {} };

/** Returns the ONBUILD instructions of a base image. */
export function triggersOf(repository: string, tag: string): readonly string[] {
  return ASTRO_WITH_TRIGGERS.test(repository) && !tag.endsWith('-base') ? ASTRO_TRIGGERS : [];
}

/** Returns the stand-in of a base image: one layer and its config. `accounts` are further names of users and groups. */
export function standInBase(
  repository: string,
  tag: string,
  accounts: readonly string[],
): { readonly layer: AsyncIterable<Buffer>; readonly describe: (diffId: string) => ImageConfig } {
  const isAstro = ASTRO_WITH_TRIGGERS.test(repository) || repository.endsWith('ap-airflow');
  const flavour = isAstro ? ASTRO : repository.includes('airflow') ? AIRFLOW : PLAIN;
  const triggers = triggersOf(repository, tag);
  const config = { ...flavour.settings, ...(triggers.length === 0 ? {} : { OnBuild: [...triggers] }) };
  const others = accounts.filter((name) => name !== 'root' && flavour.accounts[name] === undefined);
  const added = Object.fromEntries(others.map((name, index) => [name, FIRST_UID + index]));
  return {
    layer: layerOf(flavour, { ...flavour.accounts, ...added }),
    describe: (diffId) => ({ ...baseConfig(diffId), config }),
  };
}

function layerOf({ folders }: Flavour, accounts: Flavour['accounts']): AsyncIterable<Buffer> {
  const tar = pack();
  const mtime = new Date(0);
  const lines = (line: (name: string, id: number) => string) =>
    Object.entries(accounts)
      .map(([name, id]) => `${line(name, id)}\n`)
      .join('');
  for (const [path, uid] of [...SYSTEM, ...folders])
    tar.entry({ name: `${path}/`, type: 'directory', mode: 0o755, uid, gid: 0, mtime });
  const passwd = lines((name, id) => `${name}:x:${id}:0::/home/${name}:/bin/bash`);
  const group = lines((name, id) => `${name}:x:${id}:`);
  tar.entry({ name: 'etc/passwd', mode: 0o644, mtime }, `root:x:0:0:root:/root:/bin/bash\n${passwd}`);
  tar.entry({ name: 'etc/group', mode: 0o644, mtime }, `root:x:0:\n${group}`);
  tar.entry({ name: 'bin', type: 'symlink', linkname: 'usr/bin', mode: 0o777, mtime });
  tar.finalize();
  return tar as AsyncIterable<Buffer>;
}
