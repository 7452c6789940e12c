import type { BrokenGlass } from '../approval/proof.ts';
import { type Issue, openIssue } from '../github/repository/issue.ts';
import type { Clients, DeploymentRequest } from '../gitops/request.ts';
import { code, escapeText } from '../markdown.ts';

/**
 * Opens an issue about a deployment without an approval. Opens it before the commit, so that none goes unnoticed.
 * @throws GitHubError `permission` when the token may not write issues
 */
export function openBreakGlassIssue(
  { source }: Clients,
  { version, target, run }: Pick<DeploymentRequest, 'version' | 'target' | 'run'>,
  broken: BrokenGlass,
): Promise<Issue> {
  const { commit, sourceRepository } = version;
  const { location } = target;
  const { reason, by, commits } = broken;
  const lines = commits.map(({ oid, headline, author }) => `- ${oid} ${code(headline)} by ${code(author)}`);
  const body = [
    `@${by} had ${code(commit)} deployed to ${code(`${location.repository}: ${location.path}`)} without an approval.`,
    `> ${escapeText(reason.replace(/\s+/g, ' '))}`,
    `Not approved:\n\n${lines.join('\n')}`,
    `Review these commits, then keep or revert them. The run: ${run.url}`,
  ].join('\n\n');
  return openIssue(source, sourceRepository, {
    title: `break-glass: ${commit.slice(0, 7)} was deployed without an approval`,
    body,
  });
}
