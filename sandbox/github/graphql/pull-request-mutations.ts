import type { Caller } from '../access.ts';
import { GitHubApiError, ruleViolation, unknownNode } from '../api-error.ts';
import { hasMergeQueue } from '../merge-queue.ts';
import { mergeRejectionReason } from '../merge-rules.ts';
import type { PullRequest } from '../pull-request.ts';
import { isInForce } from '../ruleset.ts';
import { pullRequestNode } from './pull-request.ts';

type MergeMethod = 'MERGE' | 'SQUASH' | 'REBASE';

interface Creation {
  readonly repositoryId: string;
  readonly baseRefName: string;
  readonly headRefName: string;
  readonly title: string;
  readonly body?: string;
}

interface Update {
  readonly pullRequestId: string;
  readonly title?: string;
  readonly body?: string;
  readonly state?: 'OPEN' | 'CLOSED';
}

interface Merge {
  readonly pullRequestId: string;
  readonly mergeMethod?: MergeMethod;
  readonly expectedHeadOid?: string;
  readonly commitHeadline?: string;
  readonly commitBody?: string;
}

/** Serves https://docs.github.com/graphql/reference/mutations#createpullrequest */
export async function createPullRequest(caller: Caller, input: Creation): Promise<object> {
  const repository = caller.repositoryById(input.repositoryId);
  caller.demand(repository.fullName, 'pull_requests', 'write');
  const { headRefName: head, baseRefName: base, title, body = '' } = input;
  const exists = repository.pullRequests.some((each) => each.isOpen && each.headBranch === head && each.base === base);
  if (exists) throw unprocessable(`A pull request already exists for ${repository.owner}:${head}.`);
  const pullRequest = await repository.openPullRequest({ title, body, head, base, author: caller.user.login });
  return payload(caller, pullRequest);
}

/** Serves https://docs.github.com/graphql/reference/mutations#updatepullrequest */
export async function updatePullRequest(caller: Caller, input: Update): Promise<object> {
  const pullRequest = find(caller, input.pullRequestId, 'pull_requests');
  pullRequest.title = input.title ?? pullRequest.title;
  pullRequest.body = input.body ?? pullRequest.body;
  if (input.state === 'CLOSED') await pullRequest.close();
  return payload(caller, pullRequest);
}

/** Serves https://docs.github.com/graphql/reference/mutations#enablepullrequestautomerge */
export async function enablePullRequestAutoMerge(caller: Caller, input: Merge): Promise<object> {
  const pullRequest = find(caller, input.pullRequestId, 'pull_requests');
  caller.demand(pullRequest.repository.fullName, 'contents', 'write');
  if (!pullRequest.repository.autoMergeAllowed)
    throw unprocessable('Pull request Auto merge is not allowed for this repository');
  const { repository, base } = pullRequest;
  if (!repository.rulesets.some((ruleset) => isInForce(ruleset, base, repository.defaultBranch)))
    throw unprocessable('Pull request Protected branch rules not configured for this branch');
  if ((await mergeRejectionReason(pullRequest, caller.user.login)) === undefined)
    throw unprocessable('Pull request Pull request is in clean status');
  await requireHead(pullRequest, input.expectedHeadOid);
  pullRequest.autoMerge = { ...readMerge(caller, input), enabledAt: new Date() };
  return payload(caller, pullRequest);
}

/** Serves https://docs.github.com/graphql/reference/mutations#enqueuepullrequest */
export async function enqueuePullRequest(caller: Caller, input: Merge): Promise<object> {
  const pullRequest = find(caller, input.pullRequestId, 'contents');
  if (!hasMergeQueue(pullRequest.repository, pullRequest.base))
    throw unprocessable('The base branch does not have a merge queue');
  const reason = await mergeRejectionReason(pullRequest, caller.user.login);
  if (reason !== undefined) throw unprocessable(reason);
  await requireHead(pullRequest, input.expectedHeadOid);
  pullRequest.isQueued = true;
  return { clientMutationId: null };
}

/** Serves https://docs.github.com/graphql/reference/mutations#dequeuepullrequest */
export async function dequeuePullRequest(caller: Caller, input: { id: string }): Promise<object> {
  find(caller, input.id, 'contents').isQueued = false;
  return { clientMutationId: null };
}

/** Serves https://docs.github.com/graphql/reference/mutations#disablepullrequestautomerge */
export async function disablePullRequestAutoMerge(caller: Caller, input: { pullRequestId: string }): Promise<object> {
  const pullRequest = find(caller, input.pullRequestId, 'pull_requests');
  pullRequest.autoMerge = undefined;
  return payload(caller, pullRequest);
}

/** Serves https://docs.github.com/graphql/reference/mutations#mergepullrequest */
export async function mergePullRequest(caller: Caller, input: Merge): Promise<object> {
  const pullRequest = find(caller, input.pullRequestId, 'contents');
  const reason = await mergeRejectionReason(pullRequest, caller.user.login);
  if (reason !== undefined) throw unprocessable(reason);
  if (hasMergeQueue(pullRequest.repository, pullRequest.base))
    throw ruleViolation(200, 'Changes must be made through the merge queue');
  await requireHead(pullRequest, input.expectedHeadOid);
  await pullRequest.merge(readMerge(caller, input));
  return payload(caller, pullRequest);
}

function readMerge(caller: Caller, { mergeMethod = 'MERGE', commitHeadline, commitBody = '' }: Merge) {
  const method = ({ MERGE: 'merge', SQUASH: 'squash', REBASE: 'rebase' } as const)[mergeMethod];
  const message = commitHeadline === undefined ? {} : { message: `${commitHeadline}\n\n${commitBody}` };
  return { method, by: caller.user.login, ...message };
}

async function requireHead(pullRequest: PullRequest, expected: string | undefined): Promise<void> {
  if (expected !== undefined && (await pullRequest.head()) !== expected)
    throw unprocessable('Head branch was modified. Review and try the merge again.');
}

function find(caller: Caller, id: string, permission: string): PullRequest {
  const found = caller.state.pullRequests().find((pullRequest) => `PR_${pullRequest.id}` === id && pullRequest.isOpen);
  if (found === undefined) throw unknownNode(id);
  caller.demand(caller.repository(found.repository.fullName).fullName, permission, 'write');
  return found;
}

function payload(caller: Caller, pullRequest: PullRequest): object {
  return { pullRequest: pullRequestNode({ repository: pullRequest.repository, caller }, pullRequest) };
}

function unprocessable(message: string): GitHubApiError {
  return new GitHubApiError(200, 'UNPROCESSABLE', message);
}
