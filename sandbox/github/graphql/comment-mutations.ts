import type { Caller } from '../access.ts';
import { GitHubApiError, unknownNode } from '../api-error.ts';
import type { PullRequest } from '../pull-request.ts';
import { commentNode } from './pull-request.ts';

/** The maximum length of a comment in characters: https://docs.github.com/rest/issues/comments */
const MAX_BODY = 65_536;

/** Serves https://docs.github.com/graphql/reference/mutations#addcomment */
export async function addComment(caller: Caller, input: { subjectId: string; body: string }): Promise<object> {
  const pullRequest = caller.state.pullRequests().find(({ id }) => `PR_${id}` === input.subjectId);
  if (pullRequest === undefined) throw unknownNode(input.subjectId);
  demand(caller, pullRequest, input.body);
  const comment = pullRequest.comment(caller.user.login, input.body);
  const node = commentNode({ caller, repository: pullRequest.repository }, comment);
  return { commentEdge: { node } };
}

/** Serves https://docs.github.com/graphql/reference/mutations#updateissuecomment */
export async function updateIssueComment(caller: Caller, input: { id: string; body: string }): Promise<object> {
  const pullRequest = caller.state
    .pullRequests()
    .find(({ comments }) => comments.some(({ id }) => `IC_${id}` === input.id));
  const comment = pullRequest?.comments.find(({ id }) => `IC_${id}` === input.id);
  if (pullRequest === undefined || comment === undefined) throw unknownNode(input.id);
  demand(caller, pullRequest, input.body);
  comment.body = input.body;
  return { issueComment: commentNode({ caller, repository: pullRequest.repository }, comment) };
}

function demand(caller: Caller, { repository }: PullRequest, body: string): void {
  if (!caller.may(repository.fullName, 'issues', 'write'))
    caller.demand(caller.repository(repository.fullName).fullName, 'pull_requests', 'write');
  if (body.length > MAX_BODY)
    throw new GitHubApiError(200, 'UNPROCESSABLE', 'Body is too long (maximum is 65536 characters)');
}
