import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Returns `git show` of one commit in a bare repository. */
export async function showCommit(repository: string, oid: string): Promise<string> {
  const env = { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const { stdout } = await promisify(execFile)('git', ['-C', repository, 'show', '--unified=1', '--no-color', oid], {
    env,
  });
  return stdout.trim();
}
