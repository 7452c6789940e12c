import type { GitHub } from '../../src/github/api/client.ts';
import type { Checks } from './check.ts';
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
  readonly branch: ScratchBranch;
  /** The tags that are to be removed in the end; whoever makes one adds it beforehand. */
  readonly tags: Set<string>;
}

/** What changes something: on a branch of its own and under tags of its own, all removed in the end. */
export async function writingChecks(
  checks: Checks,
  { gitopsBranch, ...given }: Omit<Scratch, 'branch' | 'tags'> & { gitopsBranch: string },
): Promise<void> {
  const tags = new Set<string>();
  await checks.run('a branch of its own is made, and deleted in the end', () =>
    withScratchBranch(given.settings, gitopsBranch, async (branch) => {
      const scratch = { ...given, branch, tags };
      const values = await commitChecks(checks, scratch);
      if (values !== undefined) await deploymentChecks(checks, scratch, values);
      return branch.name;
    }),
  );
  if (tags.size === 0) return;
  await checks.run('tags of its own are removed', async () => {
    const removed = await removeTags(given.settings.image, [...tags]);
    return removed.join(', ');
  });
}
