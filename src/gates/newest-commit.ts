import { UserError } from '../errors.ts';
import type { GitHub } from '../github/api/client.ts';
import { splitRepository } from '../github/repository/split-repository.ts';

interface NewestCommitResponse {
  readonly repository: {
    readonly defaultBranchRef: { readonly name: string; readonly target: { readonly oid: string } } | null;
  };
}

const READ_NEWEST = /* GraphQL */ `
  query ReadNewestCommit($owner: String!, $name: String!) {
    repository(owner: $owner, name: $name) { defaultBranchRef { name target { oid } } }
  }
`;

/**
 * Refuses to resume with a commit that is not the newest of the branch: what was merged meanwhile was held, so nothing
 * else would ever deploy it.
 * @throws UserError `resume-not-newest`
 */
export async function assertNewestCommit(github: GitHub, repository: string, commit: string): Promise<void> {
  const { owner, name } = splitRepository(repository);
  const { defaultBranchRef: branch } = (await github.query<NewestCommitResponse>(READ_NEWEST, { owner, name }))
    .repository;
  if (branch === null || branch.target.oid === commit) return;
  throw new UserError(
    'resume-not-newest',
    `The newest commit of ${branch.name} is ${branch.target.oid.slice(0, 7)}, but this run is on ${commit.slice(0, 7)}; the hold stays.`,
    `Start the workflow anew on ${branch.name}; a rerun keeps its old commit. To deploy an older commit all the same, name it in the input commit.`,
  );
}
