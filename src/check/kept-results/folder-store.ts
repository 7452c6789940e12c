import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { debug } from '@actions/core';
import { formatResults } from './format.ts';
import type { ResultStore } from './store.ts';

const NAME = 'dag-results.json';

/** Keeps results in a folder, in one file. Two runs that write at the same time leave the results of one of them. */
export function folderStore(folder: string): ResultStore {
  const path = join(folder, NAME);
  return {
    read: () => readFile(path, 'utf8').catch(() => ''),
    write: async (results) => {
      const unfinished = `${path}.${process.pid}`;
      try {
        await mkdir(folder, { recursive: true });
        await writeFile(unfinished, formatResults(results));
        await rename(unfinished, path);
      } catch (error) {
        debug(`Failed to keep the results of this check in ${folder}: ${error}`);
      }
    },
  };
}
