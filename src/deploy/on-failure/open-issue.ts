import { info } from '@actions/core';
import { isGitHubError } from '../../github/api/errors.ts';
import { openIssue } from '../../github/repository/issue.ts';
import type { Clients, DeploymentRequest } from '../../gitops/request.ts';
import { code, escapeText, link, shortenCommits } from '../../markdown.ts';
import { annotate } from '../../runner/annotate.ts';
import { formatError } from '../../translate/translate.ts';
import type { OperationPage } from '../rollback-page.ts';
import type { RolledBack } from './errors.ts';

/** Opens an issue about a rollback, or finds the open one. Returns its address; `undefined` if that fails. Never throws. */
export async function openRollbackIssue(
  { source }: Pick<Clients, 'source'>,
  { version, target, run }: Pick<DeploymentRequest, 'version' | 'target' | 'run'>,
  back: Omit<RolledBack, 'issue'>,
  resumePage: OperationPage | undefined,
): Promise<string | undefined> {
  const { sourceRepository } = version;
  const title = shortenCommits(`${back.failed} failed and was rolled back (${target.location.path})`);
  const body = writeBody(back, { path: target.location.path, run: run.url, sourceRepository }, resumePage);
  try {
    return (await openIssue(source, sourceRepository, { title, body })).url;
  } catch (error) {
    const text = `There is no issue about this rollback: ${formatError(error)}`;
    if (isGitHubError(error, 'permission')) annotate('notice', 'issue not opened', text);
    else info(text);
    return undefined;
  }
}

interface Places {
  readonly path: string;
  readonly run: string;
  readonly sourceRepository: string;
}

function writeBody(
  { failed, evidence, tag, commit, repository }: Omit<RolledBack, 'issue'>,
  { path, run, sourceRepository }: Places,
  resumePage: OperationPage | undefined,
): string {
  const { origin } = new URL(run);
  const gitops = link(code(commit.slice(0, 7)), `${origin}/${repository}/commit/${commit}`);
  const pulls = link('open a pull request', `${origin}/${sourceRepository}/compare`);
  const resume = resumePage === undefined ? 'resume (operation: resume)' : link('resume', resumePage.url);
  const choice = resumePage?.choice === undefined ? '' : ` with the ${resumePage.choice}`;
  return [
    `${code(failed)} failed: ${escapeText(evidence)}.`,
    `The action restored ${code(tag)}, the last version that was seen healthy: commit ${gitops} in ${code(`${repository}: ${path}`)}. A hold stops every later deployment until a resume. ${link('The run', run)} says whether the version runs.`,
    `- **Fix forward:** ${pulls} with a fix, merge it, then ${resume}${choice}.\n- **The cause was elsewhere:** ${resume}${choice} without a fix. That deploys the newest commit again.`,
  ].join('\n\n');
}
