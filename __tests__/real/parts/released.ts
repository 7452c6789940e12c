import { readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../../..');
const RELEASED = ['action.yml', 'actions', 'dist', 'template', '.github/workflows'];

/** Returns the parts of a release that other teams use, as path → content: built actions, workflows and the template. */
export async function releasedFiles(): Promise<Record<string, Buffer>> {
  const found = await Promise.all(RELEASED.map((name) => filesBelow(join(ROOT, name))));
  const paths = found.flat().filter((path) => !/__pycache__|\/\.\w+_cache\//.test(path));
  const entries = paths.map(async (path) => [relative(ROOT, path), await readFile(path)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function filesBelow(path: string): Promise<string[]> {
  if (path.endsWith('.yml')) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
