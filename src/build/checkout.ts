import { getExecOutput } from '@actions/exec';
import { UserError } from '../errors.ts';

/**
 * When the commit was made (RFC 3339), after a look that it is the one checked out in the context.
 * @throws UserError `commit-not-checked-out`
 */
export async function commitTime(context: string, commit: string): Promise<string> {
  const { exitCode, stdout, stderr } = await getExecOutput(
    'git',
    ['-C', context, 'log', '-1', '--format=%H %cI', 'HEAD'],
    {
      silent: true,
      ignoreReturnCode: true,
    },
  );
  const [head, time] = stdout.trim().split(' ');
  if (exitCode === 0 && head === commit && time !== undefined) return time;
  throw new UserError(
    'commit-not-checked-out',
    exitCode === 0
      ? `The build context has commit ${head} checked out, and ${commit} is to be deployed.`
      : `The build context ${context} is not a git checkout: ${stderr.trim()}`,
    `Put “- uses: actions/checkout@v5” with “ref: ${commit}” before this step.`,
  );
}
