import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { git, gitText, identity } from '../../sandbox/github/git.ts';
import type { Repository } from '../../sandbox/github/repository.ts';
import type { RepositoryFiles } from '../repository/files.ts';

/**
 * Commits the user's files as they are on disk to the main branch of a repository of the sandbox. Reads them only: index
 * and objects are in the sandbox. Keeps modes and symbolic links; a filter such as Git LFS does not run.
 */
export async function importRepository(
  { directory, paths }: RepositoryFiles,
  repository: Repository,
  author: string,
): Promise<string> {
  const user = repository.state.user(author);
  const environment = {
    GIT_DIR: repository.directory,
    GIT_WORK_TREE: directory,
    GIT_INDEX_FILE: join(repository.directory, 'import-index'),
    GIT_LITERAL_PATHSPECS: '1',
    ...identity(user),
  };
  const readable = await Promise.all(
    paths.map((path) =>
      lstat(join(directory, path)).then(
        () => [path],
        () => [],
      ),
    ),
  );
  const list = `${readable.flat().join('\0')}\0`;
  const add = ['-c', 'core.bare=false', '-c', 'core.autocrlf=false', '-c', 'core.fsync=none', 'update-index'];
  await git(directory, [...add, '--add', '-z', '--stdin'], { input: list, environment });
  const tree = await gitText(directory, ['write-tree'], { environment });
  const commit = await gitText(directory, ['commit-tree', tree, '-m', 'The repository as it is'], { environment });
  await repository.push(repository.defaultBranch, commit, author);
  return commit;
}
