import { mkdir, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

/**
 * Writes a program `docker` into a folder, for PATH. It builds without executing: see `client.ts`. Its file has the same
 * ending as this one, because a bundle has JavaScript beside it.
 */
export async function installDocker(folder: string): Promise<string> {
  const program = join(import.meta.dirname, `client${extname(import.meta.filename)}`);
  await mkdir(folder, { recursive: true });
  const script = `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`;
  await writeFile(join(folder, 'docker'), script, { mode: 0o755 });
  return folder;
}
