import { readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const SHIPPED = ['airflow', 'Dockerfile', '.dockerignore', 'requirements.txt', '.github/CODEOWNERS'];

/** The examples for DAG authors, which each check of a test would load: as long as all other DAGs. */
const LEFT_OUT = /\/airflow\/dags\/examples\/|\/airflow\/tests\/test_examples\.py$/;

/** Reads this repository's files for the image, as path → content. */
export async function readSourceFiles(): Promise<Record<string, Buffer>> {
  const files: Record<string, Buffer> = {};
  for (const name of SHIPPED) {
    for (const path of await filesBelow(join(ROOT, name))) files[relative(ROOT, path)] = await readFile(path);
  }
  return files;
}

async function filesBelow(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch((error) => {
    if (error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (entries === undefined) return [path];
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.filter((file) => !LEFT_OUT.test(file) && !file.includes('__pycache__') && !/\/\.\w+_cache\//.test(file));
}
