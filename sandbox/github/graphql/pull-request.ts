import { hasMergeQueue } from '../merge-queue.ts';
import { mergeRejectionReason } from '../merge-rules.ts';
import type { Comment, PullRequest } from '../pull-request.ts';
import { decide, opinionsOf, type Review } from '../review.ts';
import type { User } from '../state.ts';
import { timestamp } from '../timestamp.ts';
import { commitNode } from './commit.ts';
import { connection, type PageArguments } from './connection.ts';
import type { View } from './view.ts';

/** https://docs.github.com/graphql/reference/enums#pullrequesttimelineitemsitemtype */
const ITEM_TYPES = {
  BaseRefChangedEvent: 'BASE_REF_CHANGED_EVENT',
  BaseRefForcePushedEvent: 'BASE_REF_FORCE_PUSHED_EVENT',
} as const;

/** https://docs.github.com/graphql/reference/enums#patchstatus, by the letters of git */
const CHANGE_TYPES: Readonly<Record<string, string>> = { A: 'ADDED', D: 'DELETED', M: 'MODIFIED', R: 'RENAMED' };

/** Returns https://docs.github.com/graphql/reference/objects#pullrequest */
export function pullRequestNode(view: View, pullRequest: PullRequest): object {
  const { repository, number, title, body, url, base, headBranch, mergedAt, mergeCommit, reviews } = pullRequest;
  return {
    __typename: 'PullRequest',
    id: `PR_${pullRequest.id}`,
    number,
    title,
    body,
    bodyText: textOf(body),
    lastEditedAt: pullRequest.editedAt ? timestamp(pullRequest.editedAt) : null,
    url,
    state: stateOf(pullRequest),
    closed: !pullRequest.isOpen,
    autoMergeRequest: autoMergeNode(pullRequest),
    isInMergeQueue: pullRequest.isQueued && pullRequest.isOpen,
    isMergeQueueEnabled: hasMergeQueue(repository, base),
    mergeStateStatus: async () =>
      (await mergeRejectionReason(pullRequest, view.caller.user.login)) === undefined ? 'CLEAN' : 'BLOCKED',
    merged: mergedAt !== undefined,
    mergedAt: mergedAt ? timestamp(mergedAt) : null,
    mergedBy: pullRequest.mergedBy === undefined ? null : actorNode(pullRequest.mergedBy),
    mergeCommit: async () => {
      const commit = mergeCommit === undefined ? undefined : await repository.readCommit(mergeCommit);
      return commit === undefined ? null : commitNode(view, commit);
    },
    baseRefName: base,
    baseRefOid: pullRequest.baseOid,
    headRefName: headBranch,
    headRefOid: () => pullRequest.head(),
    baseRepository: { nameWithOwner: repository.fullName },
    headRepository: { nameWithOwner: pullRequest.from.fullName },
    isCrossRepository: pullRequest.from !== repository,
    author: actorNode(pullRequest.author),
    reviews: (page: PageArguments) =>
      connection(
        reviews.map((review) => reviewNode(view, pullRequest, review)),
        page,
      ),
    comments: (page: PageArguments) =>
      connection(
        pullRequest.comments.map((comment) => commentNode(view, comment)),
        page,
      ),
    latestOpinionatedReviews: (page: PageArguments) =>
      connection(
        opinionsOf(pullRequest).map((review) => reviewNode(view, pullRequest, review)),
        page,
      ),
    commits: async (page: PageArguments) => {
      const commits = (await pullRequest.commits()).toReversed();
      return connection(
        commits.map((commit) => ({ commit: commitNode(view, commit) })),
        page,
      );
    },
    closingIssuesReferences: (page: PageArguments) => {
      view.caller.demand(repository.fullName, 'issues', 'read');
      return connection(
        pullRequest.closingIssues().map(({ number }) => ({ number })),
        page,
      );
    },
    changedFiles: async () => (await pullRequest.files()).length,
    reviewDecision: () => decide(pullRequest),
    timelineItems: ({ last = 100, itemTypes }: { last?: number; itemTypes?: readonly string[] }) => ({
      nodes: pullRequest.baseChanges
        .filter(({ event }) => itemTypes?.includes(ITEM_TYPES[event]) ?? true)
        .slice(-last)
        .map(({ at, event }) => ({ __typename: event, createdAt: timestamp(at) })),
    }),
    files: async (page: PageArguments) =>
      connection(
        (await pullRequest.files()).map(({ path, status }) => ({
          path,
          changeType: CHANGE_TYPES[status] ?? 'CHANGED',
        })),
        page,
      ),
  };
}

/**
 * Returns a description as GitHub shows it, as far as the actions need it: without HTML comments and tags, and with the
 * first seven digits of commit ids. Leaves other Markdown as it is.
 */
function textOf(body: string): string {
  const tagless = body.replace(/<!--[\s\S]*?(-->|$)/g, '').replace(/<[^>]*>/g, '');
  return tagless.replace(/\b([0-9a-f]{7})[0-9a-f]{33}\b/g, '$1');
}

/** Returns https://docs.github.com/graphql/reference/enums#pullrequeststate */
export function stateOf({ mergedAt, isOpen }: PullRequest): 'OPEN' | 'CLOSED' | 'MERGED' {
  if (mergedAt !== undefined) return 'MERGED';
  return isOpen ? 'OPEN' : 'CLOSED';
}

function autoMergeNode({ autoMerge, isOpen }: PullRequest): object | null {
  if (autoMerge === undefined || !isOpen) return null;
  return { enabledAt: timestamp(autoMerge.enabledAt), mergeMethod: autoMerge.method.toUpperCase() };
}

/** Returns https://docs.github.com/graphql/reference/interfaces#actor */
export function actorNode({ type, login }: User): object {
  return { __typename: type, login };
}

/** Returns https://docs.github.com/graphql/reference/objects#issuecomment */
export function commentNode({ caller }: View, { id, author, body }: Comment): object {
  const viewerDidAuthor = author.login === caller.user.login;
  return { __typename: 'IssueComment', id: `IC_${id}`, body, author: actorNode(author), viewerDidAuthor };
}

function reviewNode(
  view: View,
  pullRequest: PullRequest,
  { id, state, author, submittedAt, commit, body, onBehalfOf }: Review,
): object {
  return {
    __typename: 'PullRequestReview',
    databaseId: id,
    fullDatabaseId: String(id),
    state,
    body,
    author: actorNode(author),
    submittedAt: timestamp(submittedAt),
    onBehalfOf: (page: PageArguments) =>
      connection(
        onBehalfOf.map((combinedSlug) => teamNode(view, combinedSlug)),
        page,
      ),
    url: `${pullRequest.url}#pullrequestreview-${id}`,
    commit: async () => {
      const found = await view.repository.readCommit(commit);
      return found === undefined ? null : commitNode(view, found);
    },
  };
}

/** Returns a team as the token sees it. @throws GitHubApiError FORBIDDEN */
function teamNode({ caller }: View, combinedSlug: string): object | null {
  const [org = ''] = combinedSlug.split('/');
  const { teamsOfReviews } = caller.state;
  if (teamsOfReviews === 'shown' || caller.may(org, 'members', 'read')) return { combinedSlug };
  if (teamsOfReviews === 'forbidden') caller.demand(org, 'members', 'read');
  return null;
}
