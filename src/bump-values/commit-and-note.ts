import { noteWrite } from '../action/aftermath.ts';
import { commitFiles, type FilesCommit } from '../github/commit-files.ts';
import type { Commit } from './commit-tag.ts';
import type { Clients } from './judge.ts';

/** Commits, and notes that `what` stands in the GitOps repository whatever fails after it. */
export function commitAndNote({ gitops }: Clients, commit: FilesCommit, what: string): Promise<Commit> {
  const { repository } = commit;
  return noteWrite(
    {
      mark: 'commit',
      unsure: `Whether ${what} was committed to ${repository} is not known; a rerun looks, and commits nothing twice.`,
      done: ({ oid }) => tellCommitted(what, repository, oid),
    },
    () => commitFiles(gitops, commit),
  );
}

/** What stands once it is committed. */
export function tellCommitted(what: string, repository: string, commit: string): string {
  return `${what} is committed to ${repository} by ${commit.slice(0, 7)}, and stays; a rerun deploys nothing twice.`;
}
