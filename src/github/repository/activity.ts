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

/** Up to 100 changes of a branch, newest first. */
export interface ActivityPage {
  readonly activities: readonly Activity[];
  /** The cursor of the older changes; `undefined` if there are none. */
  readonly older: string | undefined;
}

interface Selection {
  /** Only changes of this kind. */
  readonly kind?: Activity['kind'];
  /** The cursor of an earlier page. Default: the latest changes. */
  readonly after?: string | undefined;
}

/**
 * Reads changes of a branch from GitHub's log; `undefined` if the token may not read it.
 * https://docs.github.com/rest/repos/repos#list-repository-activities
 */
export async function readActivities(
  github: Pick<GitHubReader, 'getPage'>,
  repository: string,
  branch: string,
  { kind, after }: Selection = {},
): Promise<ActivityPage | undefined> {
  const { owner, name: repo } = splitRepository(repository);
  const selection = { ...(kind && { activity_type: kind }), ...(after && { after }) };
  const parameters = { owner, repo, ref: `refs/heads/${branch}`, per_page: 100, ...selection };
  try {
    const page = await github.getPage<Entry[]>('GET /repos/{owner}/{repo}/activity', parameters);
    const activities = page.data.map(({ activity_type, actor, before, after, timestamp }) => {
      return { kind: activity_type, actor: actor?.login ?? 'unknown', before, after, timestamp };
    });
    return { activities, older: page.after };
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
  github: Pick<GitHubReader, 'getPage'>,
  repository: string,
  branch: string,
  commit: string,
): Promise<boolean> {
  const latest = await readActivities(github, repository, branch);
  return latest?.activities.some((activity) => activity.after === commit && !isMerge(activity)) === true;
}
