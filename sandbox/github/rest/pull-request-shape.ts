import type { PullRequest } from '../pull-request.ts';
import type { Review } from '../review.ts';
import { timestamp } from '../timestamp.ts';
import { fullRepository, nodeId, simpleUser } from './shapes.ts';

/** Returns a pull request in the shape of lists. */
export async function pullRequestSimple(api: string, pullRequest: PullRequest): Promise<Record<string, unknown>> {
  const { repository, number, title, body, author, mergedAt, mergeCommit, createdAt } = pullRequest;
  const url = `${api}/repos/${repository.fullName}`;
  const [base, head] = [
    { ref: pullRequest.base, sha: pullRequest.baseOid },
    { ref: pullRequest.headBranch, sha: await pullRequest.head() },
  ];
  const end = async ({ ref, sha }: { ref: string; sha: string }) => ({
    label: `${repository.owner}:${ref}`,
    ref,
    sha,
    user: simpleUser(api, repository.state.user(repository.owner)),
    repo: fullRepository(api, repository),
  });
  const links = {
    self: `${url}/pulls/${number}`,
    html: pullRequest.url,
    issue: `${url}/issues/${number}`,
    comments: `${url}/issues/${number}/comments`,
    review_comments: `${url}/pulls/${number}/comments`,
    review_comment: `${url}/pulls/comments{/number}`,
    commits: `${url}/pulls/${number}/commits`,
    statuses: `${url}/statuses/${head.sha}`,
  };
  return {
    url: links.self,
    id: pullRequest.id,
    node_id: nodeId('PR', pullRequest.id),
    html_url: links.html,
    diff_url: `${links.html}.diff`,
    patch_url: `${links.html}.patch`,
    issue_url: links.issue,
    commits_url: links.commits,
    review_comments_url: links.review_comments,
    review_comment_url: links.review_comment,
    comments_url: links.comments,
    statuses_url: links.statuses,
    number,
    state: pullRequest.isOpen ? 'open' : 'closed',
    locked: false,
    title,
    user: simpleUser(api, author),
    body,
    labels: [],
    milestone: null,
    created_at: timestamp(createdAt),
    updated_at: timestamp(mergedAt ?? createdAt),
    closed_at: pullRequest.closedAt ? timestamp(pullRequest.closedAt) : null,
    merged_at: mergedAt ? timestamp(mergedAt) : null,
    merge_commit_sha: mergeCommit ?? null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    head: await end(head),
    base: await end(base),
    _links: Object.fromEntries(Object.entries(links).map(([name, href]) => [name, { href }])),
    author_association: 'CONTRIBUTOR',
    auto_merge: null,
    draft: false,
  };
}

/** Returns a pull request in its full shape. */
export async function pullRequestFull(api: string, pullRequest: PullRequest): Promise<object> {
  const { mergedAt, mergedBy } = pullRequest;
  const [commits, files] = [await pullRequest.commits(), await pullRequest.files()];
  return {
    ...(await pullRequestSimple(api, pullRequest)),
    merged: mergedAt !== undefined,
    mergeable: null,
    rebaseable: null,
    mergeable_state: 'unknown',
    merged_by: mergedBy === undefined ? null : simpleUser(api, mergedBy),
    comments: 0,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: commits.length,
    additions: 0,
    deletions: 0,
    changed_files: files.length,
  };
}

/** Returns a review in the shape of the list of reviews. */
export function reviewShape(
  api: string,
  pullRequest: PullRequest,
  { id, author, body, state, submittedAt, commit }: Review,
): object {
  const url = `${api}/repos/${pullRequest.repository.fullName}/pulls/${pullRequest.number}`;
  const html = `${pullRequest.url}#pullrequestreview-${id}`;
  return {
    id,
    node_id: nodeId('PRR', id),
    user: simpleUser(api, author),
    body,
    state,
    html_url: html,
    pull_request_url: url,
    _links: { html: { href: html }, pull_request: { href: url } },
    submitted_at: timestamp(submittedAt),
    commit_id: commit,
    author_association: 'COLLABORATOR',
  };
}
