import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, test } from '@jest/globals';

const SCRIPT = resolve(import.meta.dirname, '../../../scripts/real-parts');

/** The programs of the parts, by the part's name, where the two differ. */
const PROGRAMS: Readonly<Record<string, string>> = {
  moto: 'moto_server',
  awscli: 'aws',
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

/**
 * A suite that needs real parts. Without them it is skipped under a name that says which are missing,
 * and with `REAL_PARTS=required` it fails.
 */
export function describeWith(
  parts: readonly string[],
  name: string,
  suite: (programs: Record<string, string>) => void,
): void {
  const programs = Object.fromEntries(parts.map((part) => [part, findPart(part)]));
  const missing = parts.filter((part) => programs[part] === undefined);
  if (missing.length === 0) {
    describe(name, () => suite(programs as Record<string, string>));
    return;
  }
  const reason = `${name} (missing: ${missing.join(', ')}; scripts/real-parts ${missing.join(' ')})`;
  if (process.env.REAL_PARTS === 'required') {
    describe(reason, () => {
      test('its parts are installed', () => {
        throw new Error(`REAL_PARTS=required, but ${missing.join(', ')} is missing`);
      });
    });
    return;
  }
  describe.skip(reason, () => suite(Object.fromEntries(parts.map((part) => [part, part]))));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
