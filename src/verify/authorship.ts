import type { PullRequest, WrittenCommit } from '../github/pull-request.ts';

/** Whether a merge commit brings nothing but what its second parent has, as by “Update branch”. */
export type IsCleanMerge = (commit: WrittenCommit) => Promise<boolean>;

/**
 * Whether somebody had a hand in a pull request: opened it, or wrote, co-wrote or committed one of its commits. Clean
 * merges do not count.
 */
export async function wrote(
  login: string,
  { author, commits }: Pick<PullRequest, 'author' | 'commits'>,
  isCleanMerge: IsCleanMerge,
): Promise<boolean> {
  const isHim = (other: string | undefined) => other?.toLowerCase() === login.toLowerCase();
  if (isHim(author)) return true;
  const his = commits.filter(({ authors }) => authors.some(isHim));
  if (his.some(({ parents }) => parents.length < 2)) return true;
  for (const merge of his) {
    if (!(await isCleanMerge(merge))) return true;
  }
  return false;
}

/** Whether all that came after an earlier head of the pull request are clean merges, so that it says the same. */
export async function saysTheSame(
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
