import { UserError } from '../errors.ts';
import { git } from '../runner/git.ts';

/**
 * Returns the time of the commit (RFC 3339), after a check that the context has it checked out.
 * @throws UserError `commit-not-checked-out`
 */
export async function commitTime(context: string, commit: string): Promise<string> {
  const { stdout, failure } = await git(context, ['log', '-1', '--format=%H %cI', 'HEAD']);
  const [head, time] = stdout.trim().split(' ');
  if (failure === undefined && head === commit && time !== undefined) return time;
  throw new UserError(
    'commit-not-checked-out',
    failure === undefined
      ? `The build context has commit ${head} checked out, but ${commit} is to be deployed.`
      : `The build context ${context} is not a git checkout: ${failure}`,
    `Put “- uses: actions/checkout@v7” with “ref: ${commit}” before this step, or set source: fetch.`,
  );
}

/** Returns the first parent of a commit, also in a shallow clone, where git log hides it; `undefined` for a root commit. */
export async function firstParent(context: string, commit: string): Promise<string | undefined> {
  const { stdout } = await git(context, ['cat-file', 'commit', commit]);
  return /^parent ([0-9a-f]{40})$/m.exec(stdout.split('\n\n', 1)[0] ?? '')?.[1];
}
