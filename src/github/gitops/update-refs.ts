import type { GitHub } from '../api/client.ts';

export interface BranchMove {
  readonly branch: string;
  /** The expected head; `undefined`: the branch must not exist. */
  readonly from: string | undefined;
  /** The new head; `undefined`: deletes the branch. */
  readonly to: string | undefined;
}

const NOTHING = '0'.repeat(40);

const UPDATE_REFS = /* GraphQL */ `
  mutation UpdateRefs($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }
`;

/**
 * Moves branches in one transaction: all of them if each is at its expected head, otherwise none.
 * https://docs.github.com/graphql/reference/mutations#updaterefs
 * @throws GitHubError `rule-violation`; GitHub does not document the error for a branch that has moved
 */
export async function moveBranches(github: GitHub, repositoryId: string, moves: readonly BranchMove[]): Promise<void> {
  const refUpdates = moves.map(({ branch, from = NOTHING, to = NOTHING }) => ({
    name: `refs/heads/${branch}`,
    beforeOid: from,
    afterOid: to,
    force: true,
  }));
  await github.mutate(UPDATE_REFS, { input: { repositoryId, refUpdates } });
}
