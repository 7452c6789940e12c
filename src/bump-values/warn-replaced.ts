import type { GitHub } from '../github/api/client.ts';
import { addComment } from '../github/gitops/edit-pull-request.ts';
import { readForeignCommits } from '../github/gitops/foreign-commits.ts';
import type { Proposal, ProposalBranch } from '../github/gitops/proposal.ts';
import { code, link } from '../markdown.ts';
import { plural } from '../plural.ts';
import { annotate } from '../runner/annotate.ts';

/**
 * Warns about commits that people added to a proposal, which the next commit of the deployment replaces: in the log, and
 * on the pull request, with the ids that bring them back.
 */
export async function warnReplaced(
  gitops: GitHub,
  { repository, branch }: ProposalBranch,
  { head, pullRequest }: Proposal,
): Promise<void> {
  if (head === undefined || pullRequest === undefined) return;
  const commits = await readForeignCommits(gitops, repository, head);
  if (commits.length === 0) return;
  const names = commits.map(({ oid, author }) => `${oid.slice(0, 7)} by ${author}`).join(', ');
  const count = plural(commits.length, 'commit');
  annotate(
    'warning',
    'proposal branch',
    `${pullRequest.url} had ${count} of other people (${names}), which this deployment replaces: the branch ${branch} belongs to deployments. Its comment says how to keep them.`,
  );
  const list = commits.map(
    ({ oid, url, author, headline }) => `- ${link(code(oid.slice(0, 7)), url)} by ${code(author)}: ${code(headline)}`,
  );
  const body = [
    `A newer deployment replaces ${count} on this branch, which belongs to deployments:`,
    list.join('\n'),
    `To keep them, apply them to a branch of your own, and open another pull request: ${code(
      `git fetch origin ${head} && git cherry-pick ${commits
        .map(({ oid }) => oid)
        .reverse()
        .join(' ')}`,
    )}`,
  ].join('\n\n');
  await addComment(gitops, { subjectId: pullRequest.id, body });
}
