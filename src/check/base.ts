import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { info } from '@actions/core';
import { git } from '../runner/git.ts';
import type { CheckOptions } from './options.ts';

/** The repository without the pull request. */
export interface Base {
  readonly directory: string;
  /** Git's id of the content: commits with the same content have the same tree. */
  readonly tree: string;
  /** Existing files that differ from the base, relative to the workspace. */
  readonly changed: readonly string[];
  remove(): void;
}

/** Checks out the base into a folder of its own; returns `undefined` if git does not have it. */
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
    info(
      'Found no commit to compare with. Set “fetch-depth: 2” in actions/checkout on a pull request, or set the input base.',
    );
    return undefined;
  }
  const changed = await run(['diff', '--name-only', '--no-renames', '--diff-filter=d', '-z', tree]);
  const directory = await mkdtemp(join(temp, 'flux-airflow-base-'));
  // A separate index, so that the one of the checkout does not change.
  const index = { GIT_INDEX_FILE: `${directory}.index` };
  await run(['--work-tree', directory, 'checkout', '--force', tree, '--', '.'], index);
  return {
    directory,
    tree,
    changed: changed.split('\0').filter((path) => path !== ''),
    remove: () => {
      // The function of promises needs three times as long for ten thousand files, most of it in this thread.
      for (const path of [directory, `${directory}.index`]) rmSync(path, { recursive: true, force: true });
    },
  };
}
