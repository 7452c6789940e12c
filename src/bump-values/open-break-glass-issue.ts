import type { BrokenGlass } from '../approval/proof.ts';
import { type Issue, openIssue } from '../github/repository/issue.ts';
import type { Clients, DeploymentRequest } from '../gitops/request.ts';
import { code, escapeText } from '../markdown.ts';

/**
 * Opens an issue about a deployment without proof, before it is committed: without the mark there is no deployment.
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
    `@${by} had ${code(commit)} deployed to ${code(`${location.repository}: ${location.path}`)} without the proof that it was approved.`,
    `> ${escapeText(reason.replace(/\s+/g, ' '))}`,
    `Not proved:\n\n${lines.join('\n')}`,
    `Look at these commits, and keep or revert them. The run: ${run.url}`,
  ].join('\n\n');
  return openIssue(source, sourceRepository, {
    title: `break-glass: ${commit.slice(0, 7)} was deployed unproved`,
    body,
  });
}
