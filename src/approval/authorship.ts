import type { PullRequest, WrittenCommit } from '../github/pull-request/pull-request.ts';

/** Whether a merge commit brings nothing but what its second parent has, as by “Update branch”. */
export type IsCleanMerge = (commit: WrittenCommit) => Promise<boolean>;

/**
 * What hand somebody had in a pull request, in words: opened it, or wrote, co-wrote or committed one of its commits, as by
 * a suggestion that its author took over. Clean merges do not count.
 */
export async function describeInvolvement(
  { author, commits }: Pick<PullRequest, 'author' | 'commits'>,
  login: string,
  isCleanMerge: IsCleanMerge,
): Promise<string | undefined> {
  const isHim = (other: string | undefined) => other?.toLowerCase() === login.toLowerCase();
  if (isHim(author)) return 'opened the pull request';
  const his = commits.filter(({ authors }) => authors.some(isHim));
  for (const commit of his.toSorted((a, b) => a.parents.length - b.parents.length)) {
    const isClean = commit.parents.length > 1 && (await isCleanMerge(commit));
    if (!isClean) return `is an author, co-author or committer of ${commit.oid.slice(0, 7)}`;
  }
  return undefined;
}

/** Whether all that came after an earlier head of the pull request are clean merges, so that it says the same. */
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
