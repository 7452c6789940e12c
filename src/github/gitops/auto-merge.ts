import type { GitHub } from '../api/client.ts';
import { isGitHubError } from '../api/errors.ts';
import { MERGEABLE, readMergeState } from './merge-state.ts';

export interface MergeRequest {
  readonly pullRequestId: string;
  /** The only head to merge. */
  readonly expectedHeadOid: string;
  readonly mergeMethod: 'SQUASH' | 'MERGE' | 'REBASE';
  readonly headline: string;
  readonly body: string;
}

const ENABLE = /* GraphQL */ `
  mutation EnableAutoMerge($input: EnablePullRequestAutoMergeInput!) {
    enablePullRequestAutoMerge(input: $input) { clientMutationId }
  }
`;
const DISABLE = /* GraphQL */ `
  mutation DisableAutoMerge($input: DisablePullRequestAutoMergeInput!) {
    disablePullRequestAutoMerge(input: $input) { clientMutationId }
  }
`;
const MERGE = /* GraphQL */ `
  mutation MergePullRequest($input: MergePullRequestInput!) { mergePullRequest(input: $input) { clientMutationId } }
`;

const ENQUEUE = /* GraphQL */ `
  mutation EnqueuePullRequest($input: EnqueuePullRequestInput!) {
    enqueuePullRequest(input: $input) { clientMutationId }
  }
`;
const DEQUEUE = /* GraphQL */ `
  mutation DequeuePullRequest($input: DequeuePullRequestInput!) {
    dequeuePullRequest(input: $input) { clientMutationId }
  }
`;

/**
 * Merges a pull request as soon as its rules are met, possibly at once or through the branch's merge queue. A squash commit
 * gets exactly this message, to keep its trailers; the queue takes GitHub's own message.
 *
 * GitHub refuses auto-merge where nothing blocks the merge, where the branch has no rules, or where it has a queue. It
 * documents no code for these refusals, so the state of the pull request decides what to do instead.
 * https://docs.github.com/graphql/reference/mutations#enablepullrequestautomerge
 * @throws GitHubError the refusal, if the pull request can be neither merged nor queued
 */
export async function mergeWhenReady(github: GitHub, { headline, body, ...request }: MergeRequest): Promise<void> {
  const { pullRequestId, expectedHeadOid, mergeMethod } = request;
  const message = mergeMethod === 'SQUASH' ? { commitHeadline: headline, commitBody: body } : {};
  const input = { ...request, ...message };
  try {
    await github.mutate(ENABLE, { input });
  } catch (error) {
    if (!isGitHubError(error, 'rejected', 'rule-violation')) throw error;
    const state = await readMergeState(github, pullRequestId);
    if (state.isInMergeQueue) return;
    if (state.isMergeQueueEnabled) await github.mutate(ENQUEUE, { input: { pullRequestId, expectedHeadOid } });
    else if (MERGEABLE.has(state.mergeStateStatus)) await github.mutate(MERGE, { input });
    else throw error;
  }
}

/** Takes a pull request out of the merge queue; https://docs.github.com/graphql/reference/mutations#dequeuepullrequest */
export async function leaveQueue(github: GitHub, pullRequestId: string): Promise<void> {
  await github.mutate(DEQUEUE, { input: { id: pullRequestId } });
}

/** Disables auto-merge; https://docs.github.com/graphql/reference/mutations#disablepullrequestautomerge */
export async function stopAutoMerge(github: GitHub, pullRequestId: string): Promise<void> {
  await github.mutate(DISABLE, { input: { pullRequestId } });
}
