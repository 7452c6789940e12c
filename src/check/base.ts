import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { info } from '@actions/core';
import { git } from '../runner/git.ts';
import type { CheckOptions } from './options.ts';

/** The repository as it is without the pull request. */
export interface Base {
  readonly directory: string;
  /** The id of its content: two commits of one content have one tree. */
  readonly tree: string;
  /** Files that differ from it and exist now, from the root of the workspace. */
  readonly changed: readonly string[];
  remove(): Promise<void>;
}

/** The base in a folder of its own; `undefined` where git does not have it. */
export async function checkOutBase({ workspace, temp, base }: CheckOptions): Promise<Base | undefined> {
  const run = async (args: readonly string[], environment: Readonly<Record<string, string>> = {}) => {
    const { stdout, failure } = await git(workspace, args, environment);
    if (failure !== undefined) throw new Error(`git ${args.join(' ')} failed: ${failure}`);
    return stdout;
  };
  const find = async (name: string) => {
    const { stdout, failure } = await git(workspace, ['rev-parse', '--verify', '--quiet', '--end-of-options', name]);
    return failure === undefined ? stdout.trim() : undefined;
  };
  const isMerge = (await find('HEAD^2^{commit}')) !== undefined;
  const name = base ?? (isMerge ? 'HEAD^1' : undefined);
  const tree = name === undefined ? undefined : await find(`${name}^{tree}`);
  if (tree === undefined) {
    info('There is no commit to compare with: give checkout “fetch-depth: 2” on a pull request, or the input base.');
    return undefined;
  }
  const changed = await run(['diff', '--name-only', '--no-renames', '--diff-filter=d', '-z', tree]);
  const directory = await mkdtemp(join(temp, 'flux-airflow-base-'));
  // An index of its own: that of the checkout stays as it is.
  const index = { GIT_INDEX_FILE: `${directory}.index` };
  await run(['--work-tree', directory, 'checkout', '--force', tree, '--', '.'], index);
  return {
    directory,
    tree,
    changed: changed.split('\0').filter((path) => path !== ''),
    remove: async () => {
      await Promise.all([directory, `${directory}.index`].map((path) => rm(path, { recursive: true, force: true })));
    },
  };
}
