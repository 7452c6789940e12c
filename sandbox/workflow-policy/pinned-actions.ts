import { findUsed, type Place, type ReachableFiles, readJobs, readNested } from './used-actions.ts';

/**
 * Returns GitHub's errors for a workflow where its setting “Require actions to be pinned to a full-length commit SHA” is
 * on: one for each job that it would not start. The `if:` of jobs and steps is not read.
 *
 * Reusable workflows may be named by a tag, and the actions that they use may not:
 * https://docs.github.com/en/organizations/managing-organization-settings/disabling-or-limiting-github-actions-for-your-organization
 * It covers nested actions: https://github.com/bazel-contrib/publish-to-bcr/pull/404. It allows `$/`:
 * https://github.blog/changelog/2026-07-30-reference-same-repository-actions-with-self-repository-syntax/
 */
export function findUnpinnedErrors(workflow: string, files: ReachableFiles): string[] {
  const [repository = ''] = files.caller.name.split('@');
  return readJobs(workflow, files.caller, files).flatMap(({ uses, place }) => {
    const unpinned = findUnpinned(uses, place, files);
    return unpinned.length === 0 ? [] : [describe(unpinned, repository)];
  });
}

/** Returns the actions that are not pinned, of the first level of nesting that has some: the runner asks for each level. */
function findUnpinned(uses: readonly string[], place: Place, files: ReachableFiles): string[] {
  let level = uses.map((each) => findUsed(each, place, files));
  while (level.length > 0) {
    const unpinned = level.flatMap(({ remote = '' }) => (remote === '' || isPinned(remote) ? [] : remote));
    if (unpinned.length > 0) return [...new Set(unpinned)];
    level = level.flatMap((used) =>
      readNested(used, files).map((each) => findUsed(each, used.place ?? files.caller, files)),
    );
  }
  return [];
}

function isPinned(remote: string): boolean {
  return /@[0-9a-f]{40}$/.test(remote);
}

/** Returns the error of the job's first step. Source, with one, two and three: tailscale/tailscale#17710, nextcloud/news#3523, kubernetes-sigs/kwok#1550 */
function describe(actions: readonly string[], repository: string): string {
  const [noun, verb] = actions.length === 1 ? ['action', 'is'] : ['actions', 'are'];
  const names = new Intl.ListFormat('en-US').format(actions);
  return `The ${noun} ${names} ${verb} not allowed in ${repository} because all actions must be pinned to a full-length commit SHA.`;
}
