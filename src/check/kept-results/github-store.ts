import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { debug } from '@actions/core';
import { demoteMessages } from '../../runner/demote-messages.ts';
import { folderStore } from './folder-store.ts';
import type { KeptResult } from './kept-result.ts';
import type { ResultStore } from './store.ts';

/** A check does not wait longer for results that it can also compute. */
const TIMEOUT_MS = 30_000;

/** The part of @actions/cache that the store needs, which loads it only where GitHub's cache exists. */
type Cache = Pick<typeof import('@actions/cache'), 'restoreCache' | 'saveCache'>;

export interface GitHubStoreOptions {
  readonly temp: string;
  /** Names the DAG folder and the image, because a repository may have several. */
  readonly scope: string;
  /** Returns whether entries whose keys begin with a prefix can only come from a branch. */
  isTrusted(prefix: string): Promise<boolean>;
  /** Of one call with all retries. */
  readonly timeoutMs?: number;
}

/**
 * Keeps results in GitHub's cache. GitHub decides by the ref of a run who reads and writes an entry: a pull request reads
 * those of its base branch, and the default branch never reads those of a pull request.
 * https://docs.github.com/actions/reference/workflows-and-actions/dependency-caching#restrictions-for-accessing-a-cache
 */
export function githubStore(cache: Cache, { temp, scope, isTrusted, timeoutMs }: GitHubStoreOptions): ResultStore {
  // The path is a part of the key: two jobs share results only if it is the same.
  const folder = join(temp, 'flux-airflow-dag-results');
  const files = folderStore(folder);
  const prefix = `flux-airflow-check-${createHash('sha256').update(scope).digest('hex').slice(0, 12)}-`;
  // No entry has the prefix as its key, so that the newest whose key begins with it is found.
  const find = () => cache.restoreCache([folder], prefix, [prefix], { lookupOnly: true });
  return {
    read: async () => {
      const key = await attempt('find', find, timeoutMs);
      // Before the download, because tar unpacks an entry to all paths that it names.
      if (key === undefined || !(await isTrusted(prefix))) return '';
      await rm(folder, { recursive: true, force: true });
      const restored = await attempt('read', () => cache.restoreCache([folder], key), timeoutMs);
      return restored === undefined ? '' : files.read();
    },
    write: async (results) => {
      await rm(folder, { recursive: true, force: true });
      await files.write(results);
      // GitHub never changes an entry, so that each content has a key of its own.
      await attempt('save', () => cache.saveCache([folder], `${prefix}${identify(results)}`), timeoutMs);
    },
  };
}

async function attempt<T>(verb: string, work: () => Promise<T>, timeoutMs = TIMEOUT_MS): Promise<T | undefined> {
  const timeout = new AbortController();
  const late = setTimeout(timeoutMs, undefined, { signal: timeout.signal, ref: false }).then(() => {
    throw new Error(`no answer within ${timeoutMs / 1_000} s`);
  });
  try {
    return await Promise.race([demoteMessages(work), late]);
  } catch (error) {
    debug(`Failed to ${verb} the results of earlier checks in GitHub's cache: ${error}`);
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
