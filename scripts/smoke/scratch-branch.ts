import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { git } from './git.ts';
import type { Settings } from './settings.ts';

/** A temporary branch of the GitOps repository, which Argo CD does not watch. */
export interface ScratchBranch {
  readonly id: string;
  readonly name: string;
  readonly head: string;
}

/** Creates a branch at the head of another one, calls `work`, and always deletes the branch. */
export async function withScratchBranch<T>(
  { gitops, gitopsToken, serverUrl }: Settings,
  from: string,
  work: (branch: ScratchBranch) => Promise<T>,
): Promise<T> {
  const url = `${serverUrl}/${gitops}.git`;
  const id = randomBytes(4).toString('hex');
  const name = `flux-airflow-smoke-${id}`;
  const directory = await mkdtemp(join(tmpdir(), 'flux-airflow-smoke-'));
  try {
    await git(gitopsToken, directory, 'init', '--quiet', '--bare');
    await git(gitopsToken, directory, 'fetch', '--quiet', '--depth=1', url, `refs/heads/${from}`);
    const head = await git(gitopsToken, directory, 'rev-parse', 'FETCH_HEAD');
    await git(gitopsToken, directory, 'push', '--quiet', url, `${head}:refs/heads/${name}`);
    try {
      return await work({ id, name, head });
    } finally {
      await git(gitopsToken, directory, 'push', '--quiet', url, `:refs/heads/${name}`);
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
