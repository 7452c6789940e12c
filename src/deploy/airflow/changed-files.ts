import { info } from '@actions/core';
import type { ImportError } from '../../airflow-api/airflow-api.ts';
import { readFolder } from '../../image/layer/read-folder.ts';
import type { Registry } from '../../registry/client.ts';
import { findCode } from './dag-files.ts';

/**
 * Returns the files of the code that differ between two images, by their absolute paths; `undefined` if they are not known:
 * Docker built one of the images as a whole, or the registry is unavailable.
 */
export async function findChangedFiles(
  registry: Registry,
  tag: string,
  previousTag: string,
): Promise<ReadonlySet<string> | undefined> {
  try {
    const [before, after] = await Promise.all([readFiles(registry, previousTag), readFiles(registry, tag)]);
    if (before === undefined || after === undefined) return undefined;
    const paths = new Set([...before.keys(), ...after.keys()]);
    return new Set([...paths].filter((path) => before.get(path) !== after.get(path)));
  } catch (error) {
    info(`Could not compare the files of ${tag} and ${previousTag}: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

async function readFiles(registry: Registry, tag: string): Promise<ReadonlyMap<string, string> | undefined> {
  const code = await findCode(registry, tag);
  return code && readFolder(await registry.getBlob(code.layer), '');
}

/** Returns whether an import error is in one of the files, or its traceback leads through one. */
export function isIn({ filename, stack_trace: trace }: ImportError, files: ReadonlySet<string>): boolean {
  return [...files].some((path) => path === filename || path.endsWith(`/${filename}`) || trace.includes(path));
}
