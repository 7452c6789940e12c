import type { GitHub } from '../api/client.ts';
import type { OpenPullRequest } from './proposal.ts';

export interface PullRequestText {
  readonly title: string;
  readonly body: string;
}

const FIELDS = 'pullRequest { id number url title autoMergeRequest { enabledAt } isInMergeQueue }';

const CREATE = /* GraphQL */ `
  mutation CreatePullRequest($input: CreatePullRequestInput!) { createPullRequest(input: $input) { ${FIELDS} } }
`;
const UPDATE = /* GraphQL */ `
  mutation UpdatePullRequest($input: UpdatePullRequestInput!) { updatePullRequest(input: $input) { ${FIELDS} } }
`;

const COMMENT = /* GraphQL */ `
  mutation CommentProposal($input: AddCommentInput!) { addComment(input: $input) { clientMutationId } }
`;

/** Opens a pull request; https://docs.github.com/graphql/reference/mutations#createpullrequest */
export async function createPullRequest(
  github: GitHub,
  input: PullRequestText & {
    readonly repositoryId: string;
    readonly baseRefName: string;
    readonly headRefName: string;
  },
): Promise<OpenPullRequest> {
  const answer = await github.mutate<{ createPullRequest: { pullRequest: OpenPullRequest } }>(CREATE, { input });
  return answer.createPullRequest.pullRequest;
}

/** Changes or closes a pull request; https://docs.github.com/graphql/reference/mutations#updatepullrequest */
export async function updatePullRequest(
  github: GitHub,
  input: Partial<PullRequestText> & { readonly pullRequestId: string; readonly state?: 'CLOSED' },
): Promise<void> {
  await github.mutate(UPDATE, { input });
}

/** Adds a comment to a pull request; https://docs.github.com/graphql/reference/mutations#addcomment */
export async function addComment(
  github: GitHub,
  input: { readonly subjectId: string; readonly body: string },
): Promise<void> {
  await github.mutate(COMMENT, { input });
}
