import type { GitHub } from '../../src/github/api/client.ts';
import type { Checks } from './check.ts';
import { closingKeywordChecks } from './closing-keywords.ts';
import { commitChecks } from './commit-checks.ts';
import { deploymentChecks } from './deployment-checks.ts';
import type { Candidate } from './reading.ts';
import { removeTags } from './remove-tags.ts';
import { type ScratchBranch, withScratchBranch } from './scratch-branch.ts';
import type { Settings } from './settings.ts';

export interface Scratch {
  readonly settings: Settings;
  readonly gitops: GitHub;
  readonly candidate: Candidate;
  /** The default branch of the GitOps repository. */
  readonly gitopsBranch: string;
  readonly branch: ScratchBranch;
  /** The tags to delete at the end. A check adds each tag before it creates it. */
  readonly tags: Set<string>;
}

/** Runs the checks that write, on a temporary branch and under temporary tags that are deleted at the end. */
export async function writingChecks(checks: Checks, given: Omit<Scratch, 'branch' | 'tags'>): Promise<void> {
  const tags = new Set<string>();
  await checks.run('a temporary branch is created and deleted', () =>
    withScratchBranch(given.settings, given.gitopsBranch, async (branch) => {
      const scratch = { ...given, branch, tags };
      const values = await commitChecks(checks, scratch);
      if (values !== undefined) {
        await closingKeywordChecks(checks, scratch);
        await deploymentChecks(checks, scratch, values);
      }
      return branch.name;
    }),
  );
  if (tags.size === 0) return;
  await checks.run('the temporary tags are deleted', async () => {
    const removed = await removeTags(given.settings.image, [...tags]);
    return removed.join(', ');
  });
}
