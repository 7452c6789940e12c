import { UserError } from '../errors.ts';
import type { GitHub } from './client.ts';

export interface Activity {
  readonly kind: 'push' | 'force_push' | 'branch_creation' | 'branch_deletion' | 'pr_merge' | 'merge_queue_merge';
  readonly actor: string;
}

interface Entry {
  readonly after: string;
  readonly activity_type: Activity['kind'];
  readonly actor: { readonly login: string } | null;
}

/**
 * How the branch came to its latest heads, by GitHub's own log: head → activity. Empty when the token may not read it.
 * https://docs.github.com/rest/repos/repos#list-repository-activities
 */
export async function readActivities(
  github: GitHub,
  repository: string,
  branch: string,
): Promise<ReadonlyMap<string, Activity>> {
  const [owner, repo] = repository.split('/');
  const parameters = { owner, repo, ref: `refs/heads/${branch}`, per_page: 100 };
  const entries = await github.get<Entry[]>('GET /repos/{owner}/{repo}/activity', parameters).catch((error) => {
    if (error instanceof UserError) return [];
    throw error;
  });
  return new Map(
    entries.map(({ after, activity_type: kind, actor }) => [after, { kind, actor: actor?.login ?? 'unknown' }]),
  );
}
