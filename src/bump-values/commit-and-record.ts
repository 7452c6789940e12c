import { commitFiles, type FilesCommit } from '../github/gitops/commit-files.ts';
import type { Clients } from '../gitops/request.ts';
import { recordWrite } from '../runner/side-effects.ts';
import type { Commit } from './result.ts';

/** Commits, and records that `what` is in the GitOps repository, in case a later step fails. */
export function commitAndRecord({ gitops }: Clients, commit: FilesCommit, what: string): Promise<Commit> {
  const { repository } = commit;
  return recordWrite(
    {
      mark: 'commit',
      unsure: `It is unknown whether ${what} was committed to ${repository}. A rerun checks this and commits nothing twice.`,
      done: ({ oid }) => describeCommitted(what, repository, oid),
    },
    () => commitFiles(gitops, commit),
  );
}

/** Describes the state after the commit, for a run that fails later. */
export function describeCommitted(what: string, repository: string, commit: string): string {
  return `${what} is committed to ${repository} (${commit.slice(0, 7)}) and stays there. A rerun deploys nothing twice.`;
}
