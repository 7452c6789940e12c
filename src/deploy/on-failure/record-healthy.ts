import { info } from '@actions/core';
import { readDeployed } from '../../gitops/commit-message.ts';
import { recordSeenHealthy } from '../../gitops/health/seen-healthy.ts';
import type { Clients, DeploymentRequest } from '../../gitops/request.ts';
import { annotate } from '../../runner/annotate.ts';
import { formatError } from '../../translate/translate.ts';
import type { OnFailure } from '../options.ts';
import type { OwnCommit } from '../rollout/rollout.ts';

/**
 * Records that the commit was seen healthy, so that a later deployment can be rolled back to it. If that fails, nothing
 * else does; with `on-failure: rollback` it is a warning.
 */
export async function recordHealthy(
  { gitops }: Pick<Clients, 'gitops'>,
  { version, target, run }: Pick<DeploymentRequest, 'version' | 'target' | 'run'>,
  onFailure: OnFailure,
  { commit, tag, message }: OwnCommit,
): Promise<void> {
  // A person may have changed another value since the deployment that a rerun followed.
  if (readDeployed(message)?.commit !== version.commit) return;
  try {
    await recordSeenHealthy(gitops, target.location, { commit, tag, run: run.url });
    info(`Recorded on ${commit.slice(0, 7)} that ${tag} was seen healthy.`);
  } catch (error) {
    const text = `Could not record that ${tag} was seen healthy, so no automatic rollback will restore it: ${formatError(error)}`;
    if (onFailure === 'rollback') annotate('warning', 'health not recorded', `${text} ${GRANT_STATUSES}`);
    else info(text);
  }
}

/** How to let the action write and read its records. */
export const GRANT_STATUSES =
  'Grant the GitHub App of gitops-token “Commit statuses: read and write”, and, if a step creates gitops-token, set permission-statuses: write in that step.';
