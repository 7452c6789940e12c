import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Saves kernel settings in a file to restore them later. Omits settings that this machine lacks. */
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

/** Restores the saved settings, if any. */
export async function restoreSettings(file: string): Promise<void> {
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept === undefined) return;
  await run('sysctl', ['--quiet', '--load', file]);
  await rm(file);
}
