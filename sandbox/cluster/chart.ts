import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';

const SMALL = join(import.meta.dirname, 'chart');

/** Apache's chart, if a copy of it exists beside this repository: no package registry has it, so it is of no fixed version. */
export const APACHE_CHART = resolve(import.meta.dirname, '../../../shared/airflow-chart');

/** The chart of the Airflow community, if a copy of it exists beside this repository or in the folder of this variable. */
export const COMMUNITY_CHART =
  process.env.COMMUNITY_CHART ?? resolve(import.meta.dirname, '../../../shared/community-chart');

/** True if the copy exists. */
const HAS_APACHE_CHART = existsSync(APACHE_CHART);

/** Reads Apache's chart, or the small one if it is missing, as path below a folder → content. */
export async function readChart(folder: string): Promise<Record<string, Buffer>> {
  const root = HAS_APACHE_CHART ? APACHE_CHART : SMALL;
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = paths.map(async (path) => [`${folder}/${relative(root, path)}`, await readFile(path)] as const);
  return Object.fromEntries(await Promise.all(files));
}
