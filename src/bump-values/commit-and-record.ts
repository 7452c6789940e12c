import { commitFiles, type FilesCommit } from '../github/gitops/commit-files.ts';
import type { Clients } from '../gitops/request.ts';
import { recordWrite } from '../runner/side-effects.ts';
import type { Commit } from './result.ts';

/** Commits, and notes that `what` stands in the GitOps repository whatever fails after it. */
export function commitAndRecord({ gitops }: Clients, commit: FilesCommit, what: string): Promise<Commit> {
  const { repository } = commit;
  return recordWrite(
    {
      mark: 'commit',
      unsure: `Whether ${what} was committed to ${repository} is not known; a rerun looks, and commits nothing twice.`,
      done: ({ oid }) => describeCommitted(what, repository, oid),
    },
    () => commitFiles(gitops, commit),
  );
}

/** What stands once it is committed. */
export function describeCommitted(what: string, repository: string, commit: string): string {
  return `${what} is committed to ${repository} by ${commit.slice(0, 7)}, and stays; a rerun deploys nothing twice.`;
}
