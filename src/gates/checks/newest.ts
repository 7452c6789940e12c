import { UserError } from '../../errors.ts';
import type { GitHubReader } from '../../github/api/client.ts';
import { splitRepository } from '../../github/repository/split-repository.ts';
import type { GateAnswer, GateSubject, NewestCommit } from '../gate.ts';

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

/** Returns the head of the default branch; `undefined` for a repository without a branch. */
export async function readNewestCommit(github: GitHubReader, repository: string): Promise<NewestCommit | undefined> {
  const { owner, name } = splitRepository(repository);
  const { defaultBranchRef: ref } = (await github.query<NewestCommitResponse>(READ_NEWEST, { owner, name })).repository;
  return ref === null ? undefined : { branch: ref.name, commit: ref.target.oid };
}

/**
 * Rejects a resume with a commit that is not the newest of the branch: the commits that were merged during the hold
 * would never be deployed.
 * @throws UserError `resume-not-newest`
 */
export function checkNewest({ newest, request }: GateSubject): GateAnswer {
  const { commit } = request.version;
  const short = commit.slice(0, 7);
  if (newest === undefined || newest.commit === commit) {
    return { answer: `${short} is the newest of ${newest?.branch ?? 'its branch'}` };
  }
  const { branch } = newest;
  throw new UserError(
    'resume-not-newest',
    `The newest commit of ${branch} is ${newest.commit.slice(0, 7)}, but this run is on ${short}; the hold stays.`,
    `Start a new run of the workflow on ${branch}; a rerun keeps its old commit. To deploy an older commit anyway, name it in the input commit.`,
  );
}
