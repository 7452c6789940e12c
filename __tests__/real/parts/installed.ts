import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { join, resolve } from 'node:path';

const SCRIPT = resolve(import.meta.dirname, '../../../scripts/real-parts');

/** The programs of the parts, by the part's name, where the two differ. */
const PROGRAMS: Readonly<Record<string, string>> = {
  moto: 'moto_server',
  awscli: 'aws',
  buildkit: 'buildkitd',
  compose: 'docker-compose',
  distribution: 'docker-registry',
  docker: 'dockerd',
};

const folder = execFileSync(SCRIPT, ['--path'], { encoding: 'utf8' }).trim();

/** The program of a part; `undefined` when it is not installed. */
export function findPart(part: string): string | undefined {
  const program = PROGRAMS[part] ?? part;
  return [folder, ...(process.env.PATH ?? '').split(':')]
    .map((directory) => join(directory, program))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
