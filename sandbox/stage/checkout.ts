import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { git } from '../github/git.ts';

/**
 * Creates a fresh work tree of a repository at one commit, as the step `actions/checkout` does. It shares the repository's
 * objects, because a thousand checkouts would need a thousand copies.
 */
export async function checkout(repository: string, commit: string, parent: string): Promise<string> {
  const directory = await mkdtemp(join(parent, 'workspace-'));
  await git(parent, ['clone', '--quiet', '--shared', '--no-checkout', repository, directory]);
  await git(directory, ['-c', 'advice.detachedHead=false', 'checkout', '--quiet', commit]);
  return directory;
}
