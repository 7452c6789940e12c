import type { PullRequest } from '../../../src/github/pull-request/pull-request.ts';

export const HEAD = 'a'.repeat(40);

/** A merged pull request of one commit, without a review. */
export function samplePullRequest(changes: Partial<PullRequest> = {}): PullRequest {
  return {
    number: 7,
    url: 'https://github.com/flux-data/flux-airflow/pull/7',
    title: 'Add a DAG',
    author: 'dev',
    merged: true,
    mergedAt: '2026-01-02T00:00:00Z',
    mergedBy: 'dev',
    lacksReview: false,
    baseRepository: 'flux-data/flux-airflow',
    base: 'main',
    baseChangedAt: undefined,
    baseWasForcePushed: false,
    head: HEAD,
    mergeCommit: 'd'.repeat(40),
    reviewedCommits: { shown: [], hidden: [] },
    editedAt: undefined,
    reviews: [],
    commits: [{ oid: HEAD, parents: ['0'.repeat(40)], authors: ['dev'] }],
    files: ['airflow/dags/a.py'],
    unread: [],
    ...changes,
  };
}
