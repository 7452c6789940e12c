import { relative } from 'node:path';
import { hasGitHubCache } from '../../runner/environment.ts';
import type { CheckOptions } from '../options.ts';
import { folderStore } from './folder-store.ts';
import { githubStore } from './github-store.ts';
import type { ResultStore } from './store.ts';

type Options = Pick<CheckOptions, 'cache' | 'temp' | 'workspace' | 'dags' | 'file' | 'platform' | 'python'>;

/** Returns the folder of the input `cache`, otherwise GitHub's cache; `undefined` where there is neither. */
export async function openStore(options: Options): Promise<ResultStore | undefined> {
  const { cache, temp, workspace, dags, file, platform, python } = options;
  if (cache !== undefined) return folderStore(cache);
  // Its package is larger than all the rest of the check.
  const github = hasGitHubCache() ? await import('@actions/cache') : undefined;
  if (!github?.isFeatureAvailable()) return undefined;
  const places = [dags, file].map((path) => relative(workspace, path));
  return githubStore(github, temp, JSON.stringify([...places, platform, python === undefined]));
}
