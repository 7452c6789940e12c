import type { Write } from '../runner/side-effects.ts';
import type { Commit } from './result.ts';

/** Describes the commit of `what` to the GitOps repository, for the report of a run that fails during it or later. */
export function commitSideEffect(what: string, repository: string): Write<Commit> {
  return {
    mark: 'commit',
    unsure: `It is unknown whether ${what} was committed to ${repository}. A rerun checks this and commits nothing twice.`,
    done: ({ oid }) => describeCommitted(what, repository, oid),
  };
}

/** Describes the state after the commit, for a run that fails later. */
export function describeCommitted(what: string, repository: string, commit: string): string {
  return `${what} is committed to ${repository} (${commit.slice(0, 7)}) and stays there. A rerun deploys nothing twice.`;
}
