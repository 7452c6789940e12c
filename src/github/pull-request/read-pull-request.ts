import type { PullRequest, Review, WrittenCommit } from './pull-request.ts';
import type { PullRequestNode, ReviewNode, WrittenNode } from './pull-request-query.ts';
import { readReviewedCommits } from './reviewed-commits.ts';

/**
 * Returns a pull request from GitHub's response, with the pages that were read.
 * @param oldPaths of the renamed files; `undefined` if GitHub does not list all of them
 */
export function readPullRequest(node: PullRequestNode, oldPaths: readonly string[] | undefined): PullRequest {
  const baseChange = node.timelineItems.nodes.at(-1);
  return {
    number: node.number,
    url: node.url,
    title: node.title,
    author: node.author?.login,
    merged: node.merged,
    mergedAt: node.mergedAt ?? undefined,
    mergedBy: node.mergedBy?.login,
    lacksReview: node.reviewDecision === 'REVIEW_REQUIRED' || node.reviewDecision === 'CHANGES_REQUESTED',
    baseRepository: node.baseRepository?.nameWithOwner,
    base: node.baseRefName,
    baseChangedAt: baseChange?.createdAt,
    baseWasForcePushed: baseChange?.__typename === 'BaseRefForcePushedEvent',
    head: node.headRefOid,
    mergeCommit: node.mergeCommit?.oid,
    reviewedCommits: readReviewedCommits(node.body, node.bodyText),
    editedAt: node.lastEditedAt ?? undefined,
    reviews: (node.latestOpinionatedReviews?.nodes ?? []).flatMap(readReview),
    commits: node.commits.nodes.map(({ commit }) => readWrittenCommit(commit)),
    files: [...new Set([...(node.files?.nodes ?? []).map(({ path }) => path), ...(oldPaths ?? [])])],
    unread: findUnread(node, oldPaths !== undefined),
  };
}

/** Returns a commit with the logins of its authors and committer. */
export function readWrittenCommit(node: WrittenNode): WrittenCommit {
  const { oid, parents, authors: listed, committer } = node;
  const people = [...listed.nodes, committer].flatMap((actor) => actor?.user?.login ?? []);
  const written = { oid, parents: parents.nodes.map((parent) => parent.oid), authors: [...new Set(people)] };
  return listed.nodes.length < listed.totalCount ? { ...written, hasMoreAuthors: true } : written;
}

function findUnread(node: PullRequestNode, hasOldPaths: boolean): PullRequest['unread'] {
  const { latestOpinionatedReviews: reviews, commits, files, changedFiles } = node;
  return [
    ...(reviews === null || reviews.pageInfo.hasNextPage ? (['reviews'] as const) : []),
    ...(commits.nodes.length < commits.totalCount ? (['commits'] as const) : []),
    ...(!hasOldPaths || (files?.nodes.length ?? 0) < changedFiles ? (['files'] as const) : []),
  ];
}

/** Returns a review; none if its author's account was deleted, because it then proves nothing. */
function readReview({ fullDatabaseId, state, submittedAt, author, commit }: ReviewNode): Review[] {
  if (author === null) return [];
  const isBot = author.__typename !== 'User';
  return [{ id: String(fullDatabaseId), author: author.login, isBot, state, submittedAt, commit: commit?.oid }];
}
