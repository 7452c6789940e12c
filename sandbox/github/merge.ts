import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GITHUB_COMMITTER, git, gitText, identity, type Person } from './git.ts';
import type { PullRequest } from './pull-request.ts';

export interface MergeOptions {
  readonly method: 'merge' | 'squash' | 'rebase';
  /** A login. */
  readonly by: string;
  /** Default: GitHub's message. */
  readonly message?: string;
}

/** A merge of a head into a base. */
interface Merge {
  readonly before: string;
  readonly head: string;
  readonly by: Person;
  /** Default: GitHub's message. */
  readonly message: string | undefined;
}

/** Creates the commit that a merge by this method would put on the base. Does not move a branch. */
export async function mergeBy(
  method: MergeOptions['method'],
  { repository: { directory }, number, title, author, from, headBranch }: PullRequest,
  { before, head, by, message }: Merge,
): Promise<string> {
  if (method === 'rebase') return rebase(directory, before, head, GITHUB_COMMITTER);
  if (method === 'merge') {
    const usual = `Merge pull request #${number} from ${from.owner}/${headBranch}\n\n${title}`;
    return mergeCommit(directory, [before, head], by, message ?? usual);
  }
  const tree = await mergeTree(directory, before, head);
  return gitText(directory, ['commit-tree', tree, '-p', before, '-m', message ?? `${title} (#${number})`], {
    environment: identity(author, GITHUB_COMMITTER),
  });
}

/** Copies the commits of `head` that `base` lacks onto `base`. Returns the last new commit. */
async function rebase(directory: string, base: string, head: string, committer: Person): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'flux-airflow-rebase-'));
  const tree = join(parent, 'tree');
  try {
    await git(directory, ['worktree', 'add', '--quiet', '--detach', tree, base]);
    const commits = await gitText(directory, ['rev-list', '--reverse', '--no-merges', `${base}..${head}`]);
    const environment = { GIT_COMMITTER_NAME: committer.name, GIT_COMMITTER_EMAIL: committer.email };
    await git(tree, ['cherry-pick', '--allow-empty', ...commits.split('\n')], { environment });
    return await gitText(tree, ['rev-parse', 'HEAD']);
  } finally {
    await rm(parent, { recursive: true, force: true });
    await git(directory, ['worktree', 'prune']);
  }
}

/** Returns the tree of a merge. @throws GitError for conflicts */
async function mergeTree(directory: string, base: string, head: string): Promise<string> {
  return (await gitText(directory, ['merge-tree', '--write-tree', base, head])).split('\n')[0] ?? '';
}

/** Creates a merge commit as GitHub does, in the name of the merging user. Returns its id. Does not move a branch. */
export async function mergeCommit(
  directory: string,
  [base, head]: readonly [base: string, head: string],
  by: Person,
  message: string,
): Promise<string> {
  const tree = await mergeTree(directory, base, head);
  return gitText(directory, ['commit-tree', tree, '-p', base, '-p', head, '-m', message], {
    environment: identity(by, GITHUB_COMMITTER),
  });
}
