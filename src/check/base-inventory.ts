import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { FileReport } from '../airflow/inventory.ts';
import type { Base } from './base.ts';
import type { CheckOptions } from './options.ts';

/**
 * The DAGs of the base: from the folder that is kept between runs, where a run has loaded the same content by the same
 * inputs before, or by `load`. Only what the image makes is kept: an interpreter of the machine may be another one the next time.
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

/** `undefined` for a file that was not written to its end. */
function parse(text: string): readonly FileReport[] | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
