import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { info } from '@actions/core';
import type { CheckOptions } from './inputs.ts';

export interface Base {
  readonly directory: string;
  remove(): Promise<void>;
}

/** The repository as it is without the pull request, in a folder of its own; `undefined` where git does not have it. */
export async function checkOutBase({ workspace, temp, base }: CheckOptions): Promise<Base | undefined> {
  const git = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
    promisify(execFile)('git', ['-C', workspace, ...args], { env: { ...process.env, ...environment } });
  const isMerge = await git(['rev-parse', '--verify', '--quiet', 'HEAD^2^{commit}']).then(
    () => true,
    () => false,
  );
  const name = base ?? (isMerge ? 'HEAD^1' : undefined);
  const found =
    name === undefined
      ? undefined
      : await git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]).catch(() => undefined);
  if (found === undefined) {
    info('There is no commit to compare with: give checkout “fetch-depth: 2” on a pull request, or the input base.');
    return undefined;
  }
  const directory = await mkdtemp(join(temp, 'flux-airflow-base-'));
  const tree = ['--work-tree', directory];
  // An index of its own: that of the checkout stays as it is.
  await git([...tree, 'checkout', '--force', found.stdout.trim(), '--', '.'], { GIT_INDEX_FILE: `${directory}.index` });
  return {
    directory,
    remove: async () => {
      await Promise.all([directory, `${directory}.index`].map((path) => rm(path, { recursive: true, force: true })));
    },
  };
}
