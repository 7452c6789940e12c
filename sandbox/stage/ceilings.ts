/**
 * The most points of GitHub's hourly limit that each query of the actions and of the smoke test may cost. A job's token has
 * 1,000 points an hour for all runs of its repository.
 */
export const CEILINGS: Readonly<Record<string, number>> = {
  AddComment: 1,
  CommentProposal: 1,
  CommitFile: 1,
  CreatePullRequest: 1,
  DequeuePullRequest: 1,
  DisableAutoMerge: 1,
  EnableAutoMerge: 1,
  EnqueuePullRequest: 1,
  MergePullRequest: 1,
  // For a hundred commits with their parents and pull requests.
  ReadBaseOfMerge: 2,
  ReadClosingIssues: 1,
  ReadComments: 1,
  // For a hundred later commits with their statuses.
  ReadCommitStatuses: 6,
  ReadDeploymentLog: 1,
  ReadDeployments: 1,
  ReadFileHistory: 1,
  ReadHealthRecords: 1,
  ReadHistories: 1,
  ReadMergeState: 1,
  ReadMerged: 1,
  ReadMergedPullRequests: 1,
  ReadMore: 2,
  ReadNewestCommit: 1,
  ReadOnBehalfOf: 1,
  // For 100 commits; for up to 49 it is 1.
  ReadOrigins: 3,
  ReadOwnCommits: 1,
  ReadPastFiles: 1,
  ReadProposal: 1,
  ReadProposedCommit: 1,
  ReadProposedCommits: 1,
  // For 50 pull requests; for one or two it is 1.
  ReadPullRequests: 22,
  ReadTexts: 1,
  ReadValuesFile: 1,
  UpdateComment: 1,
  UpdatePullRequest: 1,
  UpdateRefs: 1,
};
