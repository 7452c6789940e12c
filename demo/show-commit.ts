import { gitText } from '../sandbox/github/git.ts';

/** Returns `git show` of one commit in a bare repository. */
export function showCommit(repository: string, oid: string): Promise<string> {
  return gitText(repository, ['show', '--unified=1', '--no-color', oid]);
}
