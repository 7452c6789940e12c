import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { info } from '@actions/core';
import { folderStore } from './folder-store.ts';
import type { KeptResult } from './kept-result.ts';
import type { ResultStore } from './store.ts';

/** Of a restore or a save with all retries. A check does not wait longer for results that it can also compute. */
const TIMEOUT_MS = 60_000;

/** The part of @actions/cache that the store needs, which loads it only where GitHub's cache exists. */
type Cache = Pick<typeof import('@actions/cache'), 'restoreCache' | 'saveCache'>;

/**
 * Keeps results in GitHub's cache. GitHub decides by the branch of a run who reads and writes an entry: a pull request
 * reads those of its base branch, and writes those that only its own runs read.
 * https://docs.github.com/actions/reference/workflows-and-actions/dependency-caching#restrictions-for-accessing-a-cache
 * `scope` names the DAG folder and the image, because a repository may have several.
 */
export function githubStore(cache: Cache, temp: string, scope: string): ResultStore {
  // The path is a part of the key: two jobs share results only if it is the same.
  const folder = join(temp, 'flux-airflow-dag-results');
  const files = folderStore(folder);
  const prefix = `flux-airflow-check-${createHash('sha256').update(scope).digest('hex').slice(0, 12)}-`;
  return {
    read: async () => {
      // No entry has the prefix as its key, so that the newest whose key begins with it is restored.
      const key = await attempt('read', () => cache.restoreCache([folder], prefix, [prefix]));
      return key === undefined ? [] : files.read();
    },
    write: async (results) => {
      await rm(folder, { recursive: true, force: true });
      await files.write(results);
      // GitHub never changes an entry, so that each content has a key of its own.
      await attempt('save', () => cache.saveCache([folder], `${prefix}${identify(results)}`));
    },
  };
}

async function attempt<T>(verb: string, work: () => Promise<T>): Promise<T | undefined> {
  const timeout = new AbortController();
  const late = setTimeout(TIMEOUT_MS, undefined, { signal: timeout.signal, ref: false }).then(() => {
    throw new Error(`no answer within ${TIMEOUT_MS / 1_000} s`);
  });
  try {
    return await Promise.race([work(), late]);
  } catch (error) {
    info(`Failed to ${verb} the results of earlier checks in GitHub's cache: ${error}`);
    return undefined;
  } finally {
    late.catch(() => {});
    timeout.abort();
  }
}

function identify(results: readonly KeptResult[]): string {
  const hash = createHash('sha256');
  for (const { file, surroundings, content, reads, isCompared } of results) {
    hash.update(JSON.stringify([file, surroundings, content, reads, isCompared]));
  }
  return hash.digest('hex').slice(0, 32);
}
