import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const SCRIPT = resolve(import.meta.dirname, '../real-parts');

/** The program of each part whose program has another name. */
const PROGRAMS: Readonly<Record<string, string>> = {
  age: 'age-keygen',
  argocd: '../argocd-newest/argocd',
  moto: 'moto_server',
  awscli: 'aws',
  buildkit: 'buildkitd',
  cluster: 'kube-apiserver',
  compose: 'docker-compose',
  distribution: 'docker-registry',
  'distribution-3': 'registry',
  docker: 'dockerd',
  emulation: 'machine-arm64',
  qemu: 'qemu-aarch64-static',
  redis: 'redis-server',
  cni: '/usr/lib/cni/bridge',
  nftables: 'nft',
};

/** Parts that are files: images that `docker load`, crane and skopeo read, and folders. */
const FILES: Readonly<Record<string, string>> = {
  'airflow-image': 'images/airflow.tar',
  'argocd-testdata': 'argocd-testdata',
  'postgres-image': 'images/postgres.tar',
};

const folder = ask('--path');
/** Parts of which only the pinned version is valid: another version in PATH may give other results. */
const built = new Set(ask('--built').split('\n'));

function ask(what: string): string {
  return execFileSync('bash', [SCRIPT, what], { encoding: 'utf8' }).trim();
}

/** Returns the path of a part's program, image or folder; `undefined` if it is not installed. */
export function findPart(part: string): string | undefined {
  const file = FILES[part];
  if (file !== undefined) return [join(folder, '..', file)].find(existsSync);
  const program = PROGRAMS[part] ?? part;
  const elsewhere = built.has(part) ? [] : (process.env.PATH ?? '').split(':');
  return [folder, ...elsewhere].map((directory) => resolve(directory, program)).find(isExecutable);
}

/** Returns the path of a part's program. @throws Error that says how to install it */
export function requirePart(part: string): string {
  const program = findPart(part);
  if (program === undefined) throw new Error(`${part} is not installed. Run scripts/real-parts ${part}.`);
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
