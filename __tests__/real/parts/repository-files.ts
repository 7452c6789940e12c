import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const ROOT = resolve(import.meta.dirname, '../../..');

/** Returns all files of this repository. Of its tests, only those of the import arrows: otherwise this suite would run itself. */
export async function repositoryFiles(): Promise<Record<string, Buffer>> {
  const { stdout } = await promisify(execFile)('git', ['ls-files', '-z'], { cwd: ROOT });
  const paths = stdout.split('\0').filter((path) => path !== '');
  const files = Object.fromEntries(
    await Promise.all(paths.map(async (path) => [path, await readFile(join(ROOT, path))])),
  );
  const config = String(files['jest.config.js']).replace(
    '__tests__/**/*.test.ts',
    '__tests__/repository/arrows.test.ts',
  );
  return { ...files, 'jest.config.js': Buffer.from(config) };
}
