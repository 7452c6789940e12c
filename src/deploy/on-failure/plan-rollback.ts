import { isGitHubError } from '../../github/api/errors.ts';
import { readTrailer } from '../../gitops/commit-message.ts';
import { type EarlierVersion, findLastHealthy, type HealthySearch } from '../../gitops/health/find-last-healthy.ts';
import { readTarget } from '../../gitops/read-target.ts';
import type { DeploymentRequest, ReadingClients } from '../../gitops/request.ts';
import type { DeploymentFailure } from '../deployment-failure.ts';
import type { OwnCommit } from '../rollout/rollout.ts';
import { GRANT_STATUSES } from './record-healthy.ts';

/** The version to go back to, or why there is none; `why` has no full stop, `remedy` is a sentence. */
export type RollbackPlan = { readonly to: EarlierVersion } | { readonly why: string; readonly remedy?: string };

/** The longest evidence in a commit message and a hold file. Characters. */
const MAX_EVIDENCE = 300;

/**
 * Finds the version that ran last before this one and was seen healthy.
 * @param committed the commit that failed; `undefined`: there is none yet, under dry run
 * @throws GitHubError
 */
export async function planRollback(
  { gitops }: Pick<ReadingClients, 'gitops'>,
  { version, target, run }: Pick<DeploymentRequest, 'version' | 'target' | 'run'>,
  committed: OwnCommit | undefined,
): Promise<RollbackPlan> {
  const { head } = await readTarget(gitops, { ...target, edits: [], baseFiles: [] });
  try {
    const search = await findLastHealthy(gitops, target.location, head, version);
    const other = committed && rejectionReason(search, committed, run.url);
    if (other !== undefined) return { why: other };
    return search.found === undefined ? nothingHealthy(search) : { to: search.found };
  } catch (error) {
    if (!isGitHubError(error, 'permission')) throw error;
    return { why: 'gitops-token lacks permission to read which versions were seen healthy', remedy: GRANT_STATUSES };
  }
}

/** Returns why the last commit of the values file is not the deployment of this run, or of one that it repeats. */
function rejectionReason({ last }: HealthySearch, { commit }: OwnCommit, runUrl: string): string | undefined {
  if (last?.oid !== commit) return `${last?.oid.slice(0, 7)} changed the values file since`;
  const { isOwn, message } = last;
  if (!isOwn) return `GitHub does not confirm that the account of gitops-token made ${commit.slice(0, 7)}`;
  const isOfRun = runOf(readTrailer(message, 'Run') ?? '') === runOf(runUrl);
  if (isOfRun && readTrailer(message, 'Operation') === undefined) return undefined;
  return `another run committed ${commit.slice(0, 7)}`;
}

/** Returns the page of a run without its attempt, because a rerun goes on with the deployment. */
function runOf(url: string): string {
  return url.replace(/\/attempts\/\d+$/, '');
}

function nothingHealthy({ looked, isJobsToken }: HealthySearch): RollbackPlan {
  if (isJobsToken) {
    return {
      why: 'gitops-token is the token of a job, so that any workflow of the repository could write the records',
      remedy: 'Use the token of a GitHub App.',
    };
  }
  return {
    why: `no earlier version was recorded as seen healthy (${looked} checked)`,
    remedy: 'A record is made when a run has followed a rollout to its healthy end.',
  };
}

/** Returns the request to deploy an earlier version with a hold. No person asks, and break-glass is not for it. */
export function rollbackRequest(
  request: DeploymentRequest,
  to: EarlierVersion,
  committed: OwnCommit,
  { evidence }: DeploymentFailure,
): DeploymentRequest {
  const { tag, commit } = to;
  const { breakGlass: _, ...approval } = request.approval;
  const { url, actor } = request.run;
  const short = evidence.length > MAX_EVIDENCE ? `${evidence.slice(0, MAX_EVIDENCE - 1)}…` : evidence;
  return {
    ...request,
    operation: {
      kind: 'rollback',
      tag,
      reason: `${committed.tag} failed: ${short}`,
      failed: { tag: committed.tag, commit: committed.commit },
    },
    version: { ...request.version, tag, commit },
    approval,
    run: { url, actor },
  };
}
