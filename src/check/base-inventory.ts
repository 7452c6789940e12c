import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { FileReport } from '../airflow/inventory.ts';
import type { Base } from './base.ts';
import type { CheckOptions } from './options.ts';

/**
 * Returns the DAGs of the base: from the cache folder if an earlier run loaded the same content with the same inputs,
 * otherwise from `load`. Results of the input `python` are not cached, because that interpreter may change between runs.
 */
export async function findBaseInventory(
  { cache, python, workspace, dags, context, file, platform, buildArgs, policy }: CheckOptions,
  { tree }: Base,
  load: () => Promise<readonly FileReport[]>,
): Promise<readonly FileReport[]> {
  if (cache === undefined || python !== undefined) return load();
  const places = [dags, context, file].map((path) => relative(workspace, path));
  const key = createHash('sha256')
    .update(JSON.stringify([tree, places, platform, buildArgs, policy.check]))
    .digest('hex');
  const path = join(cache, `dags-${key}.json`);
  const known = await readFile(path, 'utf8').then(parse, () => undefined);
  if (known !== undefined) return known;
  const files = await load();
  await mkdir(cache, { recursive: true });
  await writeFile(path, JSON.stringify(files));
  return files;
}

/** Returns `undefined` for a file that was not written completely. */
function parse(text: string): readonly FileReport[] | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
