import { relative } from 'node:path';
import { hasGitHubCache } from '../../runner/environment.ts';
import type { CheckOptions } from '../options.ts';
import { folderStore } from './folder-store.ts';
import { githubStore } from './github-store.ts';
import type { ResultStore } from './store.ts';
import { isFromBranch, mayWrite } from './trust.ts';

type Options = Pick<
  CheckOptions,
  'cache' | 'temp' | 'workspace' | 'dags' | 'file' | 'target' | 'platform' | 'python' | 'run'
>;

/** Returns the folder of the input `cache`, otherwise GitHub's cache; `undefined` where there is neither. */
export async function openStore(options: Options): Promise<ResultStore | undefined> {
  const store = options.cache === undefined ? await openGitHubStore(options) : folderStore(options.cache);
  return store === undefined || mayWrite(options.run) ? store : { read: store.read, write: async () => {} };
}

async function openGitHubStore(options: Options): Promise<ResultStore | undefined> {
  const { temp, workspace, dags, file, target, platform, python, run } = options;
  // Its package is larger than all the rest of the check.
  const github = hasGitHubCache() ? await import('@actions/cache') : undefined;
  if (!github?.isFeatureAvailable()) return undefined;
  const places = [dags, file].map((path) => relative(workspace, path));
  const scope = JSON.stringify([...places, target ?? '', platform, python === undefined]);
  return githubStore(github, { temp, scope, isTrusted: (prefix) => isFromBranch(run, prefix) });
}
