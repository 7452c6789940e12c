import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const SCRIPT = resolve(import.meta.dirname, '../real-parts');

/** The programs of the parts, by the part's name, where the two differ. */
const PROGRAMS: Readonly<Record<string, string>> = {
  age: 'age-keygen',
  moto: 'moto_server',
  awscli: 'aws',
  buildkit: 'buildkitd',
  cluster: 'kube-apiserver',
  compose: 'docker-compose',
  distribution: 'docker-registry',
  docker: 'dockerd',
  redis: 'redis-server',
  cni: '/usr/lib/cni/bridge',
  nftables: 'nft',
};

/** Parts that are images: tars that `docker load`, crane and skopeo read. */
const IMAGES: Readonly<Record<string, string>> = {
  'airflow-image': 'airflow.tar',
  'postgres-image': 'postgres.tar',
};

const folder = ask('--path');
/** Another version of these, wherever it comes from, would judge otherwise. */
const built = new Set(ask('--built').split('\n'));

function ask(what: string): string {
  return execFileSync(SCRIPT, [what], { encoding: 'utf8' }).trim();
}

/** The program of a part, or its image; `undefined` when it is not installed. */
export function findPart(part: string): string | undefined {
  const image = IMAGES[part];
  if (image !== undefined) return [join(folder, '../images', image)].find(existsSync);
  const program = PROGRAMS[part] ?? part;
  const elsewhere = built.has(part) ? [] : (process.env.PATH ?? '').split(':');
  return [folder, ...elsewhere].map((directory) => resolve(directory, program)).find(isExecutable);
}

/** The program of a part. @throws Error that says how to install it */
export function requirePart(part: string): string {
  const program = findPart(part);
  if (program === undefined) throw new Error(`${part} is missing: scripts/real-parts ${part}`);
  return program;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
