import { posix } from 'node:path';
import { info } from '@actions/core';
import type { ImportError } from '../../airflow-api/airflow-api.ts';
import { readFolder } from '../../image/layer/read-folder.ts';
import type { Registry } from '../../registry/client.ts';
import { findCode, findFolder } from './dag-files.ts';

/** The files that a deployment changed. */
export interface ChangedFiles {
  /** The DAG folder of the image, in which Airflow names files. */
  readonly folder: string;
  /** Absolute paths. */
  readonly paths: ReadonlySet<string>;
}

/**
 * Returns the files of the code that differ between two images; `undefined` if they are not known:
 * Docker built one of the images as a whole, or the registry is unavailable.
 */
export async function findChangedFiles(
  registry: Registry,
  tag: string,
  previousTag: string,
): Promise<ChangedFiles | undefined> {
  try {
    const [before, after] = await Promise.all([readFiles(registry, previousTag), readFiles(registry, tag)]);
    if (before === undefined || after === undefined) return undefined;
    const paths = new Set([...before.files.keys(), ...after.files.keys()]);
    const changed = [...paths].filter((path) => before.files.get(path) !== after.files.get(path));
    return { folder: after.folder, paths: new Set(changed) };
  } catch (error) {
    info(`Could not compare the files of ${tag} and ${previousTag}: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

async function readFiles(registry: Registry, tag: string) {
  const code = await findCode(registry, tag);
  if (code === undefined) return undefined;
  return { folder: findFolder(code.config.config), files: await readFolder(await registry.getBlob(code.layer), '') };
}

/** Returns whether an import error is in one of the files, or its traceback leads through one. */
export function isIn({ filename, stack_trace: trace }: ImportError, { folder, paths }: ChangedFiles): boolean {
  return paths.has(posix.resolve(folder, filename)) || [...paths].some((path) => trace.includes(path));
}
