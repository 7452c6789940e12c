import { execFileSync } from 'node:child_process';

const LIMIT_MS = 60_000;

export interface Changes {
  /** All paths, deleted ones too. */
  readonly changed: readonly string[];
  /** A renamed file counts as deleted. */
  readonly deleted: readonly string[];
}

export interface Run {
  readonly eventName: string;
  /** The payload of the event. */
  readonly event: Partial<Readonly<Record<string, unknown>>>;
  /** The commit of the run, which is checked out. */
  readonly sha: string;
  /** The work tree. */
  readonly directory: string;
}

/**
 * Returns every path that the run's merge adds, changes, deletes or renames: a renamed file counts with both names. Asks
 * git only, so the answer is complete for any number of files, and needs no token, also in a fork's run.
 * @throws Error that says why the changes are unknown
 */
export function readChanges(run: Run): Changes {
  const base = run.eventName === 'merge_group' ? baseOfQueue(run) : baseOfPullRequest(run);
  const list = (...filter: string[]) =>
    git(run, 'diff-tree', '-r', '-z', '--name-only', '--no-renames', ...filter, base, 'HEAD')
      .split('\0')
      .filter((path) => path !== '');
  return { changed: list(), deleted: list('--diff-filter=D') };
}

/** Returns the first parent of the merge commit that GitHub made of the pull request: the base branch. */
function baseOfPullRequest(run: Run): string {
  if (run.eventName !== 'pull_request') throw new Error(`the event ${run.eventName} has no base`);
  const [head, base, merged, ...more] = git(run, 'rev-list', '--parents', '--max-count=1', 'HEAD').trim().split(' ');
  const { head: { sha } = {} } = (run.event.pull_request ?? {}) as { readonly head?: { readonly sha?: string } };
  if (head !== run.sha) throw new Error('the checkout is not the commit of the run');
  if (base === undefined || merged === undefined || merged !== sha || more.length > 0)
    throw new Error('the checkout is not the merge of the pull request with its base');
  return base;
}

/** Returns the commit on which the merge queue built the group; between it and the group are all its pull requests. */
function baseOfQueue(run: Run): string {
  const { base_sha: base } = (run.event.merge_group ?? {}) as { readonly base_sha?: string };
  if (base === undefined || !/^[0-9a-f]{40,64}$/.test(base))
    throw new Error('the event names no base of the merge group');
  if (git(run, 'rev-parse', 'HEAD').trim() !== run.sha) throw new Error('the checkout is not the commit of the run');
  git(run, 'merge-base', '--is-ancestor', base, 'HEAD');
  return base;
}

/** @throws Error with git's own words */
function git({ directory }: Run, ...args: string[]): string {
  const options = { cwd: directory, encoding: 'utf8', timeout: LIMIT_MS, maxBuffer: 256 << 20, stdio: 'pipe' } as const;
  try {
    return execFileSync('git', args, options);
  } catch (error) {
    const { stderr = '', message } = error as Error & { readonly stderr?: string };
    throw new Error(`git ${args[0]} failed: ${stderr.trim() || message}`);
  }
}
