import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

const PACKAGES = resolve(import.meta.dirname, '../../../node_modules');

/**
 * Returns the environment of a machine on which `npm ci` copies this repository's packages; npm does all else. To install
 * them takes a minute of computing, which the test of `pull-request.yaml` spends, from the same `package-lock.json`.
 */
export async function copiedPackages(parent: string): Promise<Record<string, string>> {
  const directory = await mkdtemp(join(parent, 'npm-'));
  const others = `${dirname(process.execPath)}:${process.env.PATH}`;
  const program = `#!/bin/sh
if [ "$*" = ci ]; then mkdir node_modules && tar -cf - -C '${PACKAGES}' --exclude ./.cache . | tar -xf - -C node_modules; exit; fi
PATH='${others}' exec npm "$@"
`;
  await writeFile(join(directory, 'npm'), program);
  await chmod(join(directory, 'npm'), 0o755);
  return { PATH: `${directory}:${others}` };
}
