import type { GitHub } from './github.ts';

/**
 * Checks that the tag points to the commit, and that the commit is in the default branch, where every change was approved.
 * @throws Error that says which check failed
 */
export async function proveMerged(github: GitHub, tag: string, commit: string): Promise<void> {
  const { sha } = await github.call<{ sha: string }>('GET', `/commits/${encodeURIComponent(`tags/${tag}`)}`);
  if (sha !== commit) throw new Error(`${tag} now points to ${sha} instead of ${commit}, which was checked`);
  const { default_branch: branch } = await github.call<{ default_branch: string }>('GET', '');
  const range = `${encodeURIComponent(branch)}...${commit}`;
  const { status } = await github.call<{ status: string }>('GET', `/compare/${range}?per_page=1`);
  if (status !== 'identical' && status !== 'behind') {
    throw new Error(`${commit} is not in ${branch}: only merged commits can be released`);
  }
}
