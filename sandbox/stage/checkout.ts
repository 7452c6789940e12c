import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * A fresh work tree of a repository at one commit, as the step `actions/checkout` leaves it. It takes its objects from
 * the repository: with copies, a thousandth checkout would be a thousand times as large as the first.
 */
export async function checkout(repository: string, commit: string, parent: string): Promise<string> {
  const directory = await mkdtemp(join(parent, 'workspace-'));
  const env = { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  await run('git', ['clone', '--quiet', '--shared', '--no-checkout', repository, directory], { env });
  await run('git', ['-c', 'advice.detachedHead=false', '-C', directory, 'checkout', '--quiet', commit], { env });
  return directory;
}
