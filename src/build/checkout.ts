import { execFile } from 'node:child_process';
import { UserError } from '../errors.ts';

/**
 * When the commit was made (RFC 3339), after a look that it is the one checked out in the context.
 * @throws UserError `commit-not-checked-out`
 */
export async function commitTime(context: string, commit: string): Promise<string> {
  const { stdout, failure } = await readHead(context);
  const [head, time] = stdout.trim().split(' ');
  if (failure === undefined && head === commit && time !== undefined) return time;
  throw new UserError(
    'commit-not-checked-out',
    failure === undefined
      ? `The build context has commit ${head} checked out, and ${commit} is to be deployed.`
      : `The build context ${context} is not a git checkout: ${failure}`,
    `Put “- uses: actions/checkout@v5” with “ref: ${commit}” before this step.`,
  );
}

function readHead(context: string): Promise<{ readonly stdout: string; readonly failure?: string }> {
  const { promise, resolve } = Promise.withResolvers<{ readonly stdout: string; readonly failure?: string }>();
  execFile('git', ['-C', context, 'log', '-1', '--format=%H %cI', 'HEAD'], (error, stdout, stderr) =>
    resolve(error === null ? { stdout } : { stdout, failure: stderr.trim() || error.message }),
  );
  return promise;
}
