import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from '@jest/globals';

const written: string[] = [];
afterAll(() => {
  for (const directory of written) rmSync(directory, { recursive: true, force: true });
});

/** Writes files into a temporary folder, which is removed after the tests of the file. Returns the folder. */
export function writeTree(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), 'flux-airflow-cli-'));
  written.push(directory);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  return directory;
}
