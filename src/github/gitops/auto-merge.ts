import type { GitHub } from '../api/client.ts';
import { isGitHubError } from '../api/errors.ts';

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

/** GitHub's message for a pull request that nothing blocks; it is merged at once instead. */
const MERGEABLE_NOW = /is in (clean|unstable) status/;

/**
 * Merges a pull request as soon as its rules are met, possibly at once. A squash commit gets exactly this message, to keep
 * its trailers.
 * https://docs.github.com/graphql/reference/mutations#enablepullrequestautomerge
 */
export async function mergeWhenReady(github: GitHub, { headline, body, ...request }: MergeRequest): Promise<void> {
  const message = request.mergeMethod === 'SQUASH' ? { commitHeadline: headline, commitBody: body } : {};
  const input = { ...request, ...message };
  try {
    await github.mutate(ENABLE, { input });
  } catch (error) {
    if (!(isGitHubError(error, 'rejected') && MERGEABLE_NOW.test(error.words))) throw error;
    await github.mutate(MERGE, { input });
  }
}

/** Disables auto-merge; https://docs.github.com/graphql/reference/mutations#disablepullrequestautomerge */
export async function stopAutoMerge(github: GitHub, pullRequestId: string): Promise<void> {
  await github.mutate(DISABLE, { input: { pullRequestId } });
}
