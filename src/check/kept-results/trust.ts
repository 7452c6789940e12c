import { debug, info } from '@actions/core';
import { GitHub } from '../../github/api/client.ts';
import { isGitHubError } from '../../github/api/errors.ts';
import { countCaches } from '../../github/repository/caches.ts';
import type { CheckOptions } from '../options.ts';

type Run = CheckOptions['run'];

/** Events of code that is on a branch. The empty one is that of a developer's machine. */
const OF_A_BRANCH = ['', 'push', 'schedule', 'workflow_dispatch', 'repository_dispatch'];
const TIMEOUT_MS = 10_000;

/**
 * Returns whether the code of this run is on a branch, so that later runs may use what it writes. The code of a pull
 * request may forge results, because DAG files are programs, and a run of a fork loads those of a stranger.
 */
export function mayWrite({ event }: Run): boolean {
  return OF_A_BRANCH.includes(event);
}

/**
 * Returns whether an entry of GitHub's cache that this run reads can only come from a branch. GitHub prefers entries that
 * runs of the same ref wrote, and any workflow of a pull request may write those: this check itself never does.
 */
export async function isFromBranch(run: Run, prefix: string): Promise<boolean> {
  if (mayWrite(run)) return true;
  const { repository, ref, token } = run;
  if (token === undefined || ref === '') return reject('the input github-token is empty');
  const github = new GitHub({ token, tokenName: 'github-token', timeoutMs: TIMEOUT_MS });
  try {
    const own = await countCaches(github, repository, { prefix, ref });
    return own === 0 || reject(`runs of ${ref} wrote some`);
  } catch (error) {
    debug(`Failed to list the entries of GitHub's cache: ${error}`);
    const isDenied = isGitHubError(error, 'permission', 'not-found');
    const remedy = isDenied ? '. Grant the job actions: read' : '';
    return reject(`the check cannot see which branch wrote them${remedy}`);
  }
}

function reject(reason: string): false {
  info(`All files are loaded. Results of earlier checks are not used, because ${reason}.`);
  return false;
}
