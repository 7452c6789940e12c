import type { GitHub } from './github.ts';

/**
 * Proves that the tag is on the commit, and that the commit is in the default branch, where every change was approved.
 * @throws Error that says which does not hold
 */
export async function proveMerged(github: GitHub, tag: string, commit: string): Promise<void> {
  const { sha } = await github.call<{ sha: string }>('GET', `/commits/${encodeURIComponent(`tags/${tag}`)}`);
  if (sha !== commit) throw new Error(`${tag} is on ${sha} now, and not on ${commit}, which was checked`);
  const { default_branch: branch } = await github.call<{ default_branch: string }>('GET', '');
  const range = `${encodeURIComponent(branch)}...${commit}`;
  const { status } = await github.call<{ status: string }>('GET', `/compare/${range}?per_page=1`);
  if (status !== 'identical' && status !== 'behind') {
    throw new Error(`${commit} is not in ${branch}: a release is made of what was merged there`);
  }
}
