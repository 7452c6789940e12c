import type { GitHubReader } from '../api/client.ts';
import { GitHubError } from '../api/errors.ts';
import { splitRepository } from './split-repository.ts';

/** A change of a branch's head. */
export interface Activity {
  readonly kind: 'push' | 'force_push' | 'branch_creation' | 'branch_deletion' | 'pr_merge' | 'merge_queue_merge';
  readonly actor: string;
  readonly before: string;
  readonly after: string;
  readonly timestamp: string;
}

interface Entry extends Omit<Activity, 'kind' | 'actor'> {
  readonly activity_type: Activity['kind'];
  readonly actor: { readonly login: string } | null;
}

/**
 * Reads the latest 100 changes of a branch, or those of one kind, from GitHub's log, newest first; `undefined` if the token may not read it.
 * https://docs.github.com/rest/repos/repos#list-repository-activities
 */
export async function readActivities(
  github: Pick<GitHubReader, 'get'>,
  repository: string,
  branch: string,
  kind?: Activity['kind'],
): Promise<readonly Activity[] | undefined> {
  const { owner, name: repo } = splitRepository(repository);
  const parameters = { owner, repo, ref: `refs/heads/${branch}`, per_page: 100, ...(kind && { activity_type: kind }) };
  try {
    const entries = await github.get<Entry[]>('GET /repos/{owner}/{repo}/activity', parameters);
    return entries.map(({ activity_type, actor, before, after, timestamp }) => {
      return { kind: activity_type, actor: actor?.login ?? 'unknown', before, after, timestamp };
    });
  } catch (error) {
    if (error instanceof GitHubError && error.isRefusal) return undefined;
    throw error;
  }
}

/** Returns whether GitHub itself moved the branch by merging a pull request. */
export function isMerge(activity: Activity | undefined): boolean {
  return activity?.kind === 'pr_merge' || activity?.kind === 'merge_queue_merge';
}

/** Returns whether the branch's log shows that a push brought the commit, and no merge. */
export async function wasPushed(
  github: Pick<GitHubReader, 'get'>,
  repository: string,
  branch: string,
  commit: string,
): Promise<boolean> {
  const activities = await readActivities(github, repository, branch);
  return activities?.some((activity) => activity.after === commit && !isMerge(activity)) === true;
}
