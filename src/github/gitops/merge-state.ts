import { setTimeout as sleep } from 'node:timers/promises';
import type { GitHubReader } from '../api/client.ts';

/** Whether and how a pull request can be merged; https://docs.github.com/graphql/reference/enums#mergestatestatus */
export interface MergeState {
  readonly mergeStateStatus: string;
  /** Whether the base branch has a merge queue. */
  readonly isMergeQueueEnabled: boolean;
  readonly isInMergeQueue: boolean;
}

/** The states in which nothing blocks a merge: checks that fail are not required. */
export const MERGEABLE: ReadonlySet<string> = new Set(['CLEAN', 'HAS_HOOKS', 'UNSTABLE']);

const READ_MERGE_STATE = /* GraphQL */ `
  query ReadMergeState($id: ID!) {
    node(id: $id) { ... on PullRequest { mergeStateStatus isMergeQueueEnabled isInMergeQueue } }
  }
`;

/** GitHub computes the state of a new head in the background, which takes some seconds. */
const MAX_READS = 5;
const WAIT_MS = 1_000;

/** Reads the merge state of a pull request, once GitHub knows it. */
export async function readMergeState(github: GitHubReader, pullRequestId: string): Promise<MergeState> {
  for (let reads = 1; ; reads += 1) {
    const { node } = await github.query<{ node: MergeState }>(READ_MERGE_STATE, { id: pullRequestId });
    if (node.mergeStateStatus !== 'UNKNOWN' || node.isMergeQueueEnabled || reads === MAX_READS) return node;
    await sleep(WAIT_MS * reads);
  }
}
