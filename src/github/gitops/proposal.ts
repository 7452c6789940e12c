import type { GitHubReader } from '../api/client.ts';
import { splitRepository } from '../repository/split-repository.ts';

/** The state of a branch that proposes changes. */
export interface Proposal {
  readonly repositoryId: string;
  readonly autoMergeAllowed: boolean;
  readonly mergeMethod: 'SQUASH' | 'MERGE' | 'REBASE';
  /** The branch's head; `undefined`: the branch does not exist. */
  readonly head: string | undefined;
  /** Whether the branch has changes to merge, even if its pull request is not open yet. */
  readonly isPending: boolean;
  /** The head of the branch that holds the next commit. */
  readonly staged: string | undefined;
  /** The pull request of the branch's head that was closed without a merge, as people do: a deployment deletes the branch. */
  readonly closed: ClosedPullRequest | undefined;
  /** The open pull request of the branch. */
  readonly pullRequest: OpenPullRequest | undefined;
}

export interface OpenPullRequest {
  readonly id: string;
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly autoMergeRequest: object | null;
  readonly isInMergeQueue: boolean;
}

export interface ClosedPullRequest {
  readonly headRefOid: string;
  readonly state: 'CLOSED' | 'MERGED';
  readonly url: string;
  readonly title: string;
}

export interface ProposalBranch {
  /** `owner/name` */
  readonly repository: string;
  readonly base: string;
  readonly branch: string;
}

interface ProposalResponse {
  readonly repository: {
    readonly id: string;
    readonly autoMergeAllowed: boolean;
    readonly squashMergeAllowed: boolean;
    readonly mergeCommitAllowed: boolean;
    readonly head: { readonly target: { readonly oid: string } } | null;
    readonly staged: { readonly target: { readonly oid: string } } | null;
    readonly pullRequests: { readonly nodes: readonly (OpenPullRequest & { readonly isCrossRepository: boolean })[] };
    readonly done: { readonly nodes: readonly ClosedPullRequest[] };
  };
}

const READ_PROPOSAL = /* GraphQL */ `
  query ReadProposal($owner: String!, $name: String!, $base: String!, $branch: String!, $head: String!, $staged: String!) {
    repository(owner: $owner, name: $name) {
      id autoMergeAllowed squashMergeAllowed mergeCommitAllowed
      head: ref(qualifiedName: $head) { target { oid } }
      staged: ref(qualifiedName: $staged) { target { oid } }
      pullRequests(first: 10, states: OPEN, headRefName: $branch, baseRefName: $base) {
        nodes { id number url title isCrossRepository autoMergeRequest { enabledAt } isInMergeQueue }
      }
      done: pullRequests(last: 10, states: [CLOSED, MERGED], headRefName: $branch, baseRefName: $base) {
        nodes { headRefOid state url title }
      }
    }
  }
`;

/** Returns the branch that holds the next commit of a proposal, so that the proposal moves in one step. */
export function stagingBranch(branch: string): string {
  return `${branch}-next`;
}

/** Reads the state of a proposal; https://docs.github.com/graphql/reference/objects#repository */
export async function readProposal(
  github: GitHubReader,
  { repository: fullName, base, branch }: ProposalBranch,
): Promise<Proposal> {
  const { owner, name } = splitRepository(fullName);
  const [headRef, stagedRef] = [branch, stagingBranch(branch)].map((each) => `refs/heads/${each}`);
  const variables = { owner, name, base, branch, head: headRef, staged: stagedRef };
  const { repository } = await github.query<ProposalResponse>(READ_PROPOSAL, variables);
  const { squashMergeAllowed, mergeCommitAllowed } = repository;
  const head = repository.head?.target.oid;
  const pullRequest = repository.pullRequests.nodes.find(({ isCrossRepository }) => !isCrossRepository);
  const done = repository.done.nodes.filter(({ headRefOid }) => headRefOid === head);
  return {
    repositoryId: repository.id,
    autoMergeAllowed: repository.autoMergeAllowed,
    mergeMethod: squashMergeAllowed ? 'SQUASH' : mergeCommitAllowed ? 'MERGE' : 'REBASE',
    head,
    isPending: pullRequest !== undefined || (head !== undefined && done.length === 0),
    closed: pullRequest === undefined ? done.find(({ state }) => state === 'CLOSED') : undefined,
    staged: repository.staged?.target.oid,
    pullRequest,
  };
}
