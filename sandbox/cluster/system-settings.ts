import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Notes settings of the kernel in a file, so that they can be put back; those that this machine lacks are left out. */
export async function keepSettings(file: string, names: readonly string[]): Promise<void> {
  const kept = await Promise.all(
    names.map((name) =>
      run('sysctl', [name]).then(
        ({ stdout }) => stdout,
        () => '',
      ),
    ),
  );
  await writeFile(file, kept.join(''));
}

/** Puts them back; there may be none. */
export async function restoreSettings(file: string): Promise<void> {
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept === undefined) return;
  await run('sysctl', ['--quiet', '--load', file]);
  await rm(file);
}
