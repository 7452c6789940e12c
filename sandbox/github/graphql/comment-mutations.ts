import { type Caller, Refusal } from '../access.ts';
import type { PullRequest } from '../pull-request.ts';
import { commentNode } from './pull-request.ts';

/** https://docs.github.com/rest/issues/comments: what is longer is refused. Characters. */
const MAX_BODY = 65_536;

export async function addComment(caller: Caller, input: { subjectId: string; body: string }): Promise<object> {
  const pullRequest = all(caller).find(({ id }) => `PR_${id}` === input.subjectId);
  if (pullRequest === undefined) throw unknown(input.subjectId);
  demand(caller, pullRequest, input.body);
  const comment = pullRequest.comment(caller.user.login, input.body);
  const node = commentNode({ caller, repository: pullRequest.repository }, comment);
  return { commentEdge: { node } };
}

export async function updateIssueComment(caller: Caller, input: { id: string; body: string }): Promise<object> {
  const pullRequest = all(caller).find(({ comments }) => comments.some(({ id }) => `IC_${id}` === input.id));
  const comment = pullRequest?.comments.find(({ id }) => `IC_${id}` === input.id);
  if (pullRequest === undefined || comment === undefined) throw unknown(input.id);
  demand(caller, pullRequest, input.body);
  comment.body = input.body;
  return { issueComment: commentNode({ caller, repository: pullRequest.repository }, comment) };
}

function all(caller: Caller): PullRequest[] {
  return [...caller.state.repositories.values()].flatMap(({ pullRequests }) => pullRequests);
}

function demand(caller: Caller, { repository }: PullRequest, body: string): void {
  if (!caller.may(repository.fullName, 'issues', 'write'))
    caller.demand(caller.repository(repository.fullName).fullName, 'pull_requests', 'write');
  if (body.length > MAX_BODY) throw new Refusal(200, 'UNPROCESSABLE', 'Body is too long (maximum is 65536 characters)');
}

function unknown(id: string): Refusal {
  return new Refusal(200, 'NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);
}
