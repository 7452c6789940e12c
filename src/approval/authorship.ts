import type { PullRequest, WrittenCommit } from '../github/pull-request/pull-request.ts';

/** Returns whether a merge commit has only the changes of its second parent, as “Update branch” makes it. */
export type IsCleanMerge = (commit: WrittenCommit) => Promise<boolean>;

/**
 * Describes how a user took part in a pull request: opened it, or is an author, co-author or committer of a commit, also
 * by a suggestion that its author applied. Clean merges do not count.
 */
export async function describeInvolvement(
  { author, commits }: Pick<PullRequest, 'author' | 'commits'>,
  login: string,
  isCleanMerge: IsCleanMerge,
): Promise<string | undefined> {
  const isSameUser = (other: string | undefined) => other?.toLowerCase() === login.toLowerCase();
  if (isSameUser(author)) return 'opened the pull request';
  const own = commits.filter(({ authors, hasMoreAuthors }) => hasMoreAuthors || authors.some(isSameUser));
  for (const commit of own.toSorted((a, b) => a.parents.length - b.parents.length)) {
    const isClean = commit.parents.length > 1 && (await isCleanMerge(commit));
    if (isClean) continue;
    const commitName = commit.oid.slice(0, 7);
    return commit.authors.some(isSameUser)
      ? `is an author, co-author or committer of ${commitName}`
      : `may be one of the more than a hundred authors of ${commitName}`;
  }
  return undefined;
}

/** Returns whether only clean merges came after an earlier head, so that the pull request still has the same changes. */
export async function hasSameContent(
  { commits, head }: Pick<PullRequest, 'commits' | 'head'>,
  earlier: string,
  isCleanMerge: IsCleanMerge,
): Promise<boolean> {
  const byOid = new Map(commits.map((commit) => [commit.oid, commit]));
  const seen = new Set<string>();
  const waiting = [earlier];
  for (let oid = waiting.pop(); oid !== undefined; oid = waiting.pop()) {
    if (seen.has(oid)) continue;
    seen.add(oid);
    waiting.push(...(byOid.get(oid)?.parents ?? []).filter((parent) => byOid.has(parent)));
  }
  if (!byOid.has(earlier) || !byOid.has(head)) return false;
  for (const commit of commits.filter(({ oid }) => !seen.has(oid))) {
    if (commit.parents.length < 2 || !(await isCleanMerge(commit))) return false;
  }
  return true;
}
