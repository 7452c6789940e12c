import { group, info } from '@actions/core';
import { JOBS_CURE } from '../../gitops/chart/immutable-jobs.ts';
import type { Clients, DeploymentRequest } from '../../gitops/request.ts';
import { link, shortenCommits } from '../../markdown.ts';
import { annotate } from '../../runner/annotate.ts';
import { setOutputs } from '../../runner/outputs.ts';
import { recordSideEffect } from '../../runner/side-effects.ts';
import { writeSummary } from '../../runner/summary.ts';
import { formatDuration } from '../../time.ts';
import type { RolloutOptions } from '../options.ts';
import type { Deployed, Followed } from '../result.ts';
import type { RollbackPage } from '../rollback-page.ts';
import { type CommittedDeployment, describeSafeState, isImmutable, notRunning, notSeen } from './errors.ts';
import { type Committed, type Rollout, rollOut } from './rollout.ts';

type Followable = Pick<DeploymentRequest, 'version' | 'target' | 'delivery'>;

interface Following {
  readonly rollout: RolloutOptions | undefined;
  readonly rollbackPage: RollbackPage | undefined;
}

/**
 * Waits for the rollout of the commit of this run, or of the run that it repeats, and reports it in output, annotation and
 * summary. Returns how it ended; `undefined` if there is nothing to follow.
 * @throws UserError `rollout-failed`, `rollout-timeout`: committed, but not running; `argocd-…`
 */
export async function followRollout(
  clients: Clients,
  request: Followable,
  { rollout, rollbackPage }: Following,
  deployed: Deployed,
): Promise<Followed | undefined> {
  const committed = findCommitted(request, deployed);
  if (committed === undefined) return undefined;
  if (rollout === undefined) {
    setOutputs({ rollout: 'not-checked' });
    info('The rollout was not followed. To follow it, set argocd-server, argocd-app and argocd-token.');
    return undefined;
  }
  const { repository } = request.target.location;
  const made = { ...committed, repository, previousTag: deployed.previousTag, rollbackPage };
  recordSideEffect('commit', describeSafeState(made));
  const seen = await group('rollout', () =>
    rollOut(clients, rollout, request, committed, stateLogger()).catch((error: unknown) => {
      throw notSeen(made, error);
    }),
  );
  setOutputs({ rollout: seen.kind, 'argocd-url': seen.page });
  if (seen.kind === 'rolled-out')
    recordSideEffect('commit', `${request.version.tag} is committed, and Argo CD reports it healthy.`);
  return report(rollout, made, seen);
}

function findCommitted(
  { delivery: { dryRun }, version: { tag } }: Followable,
  deployed: Deployed,
): Committed | undefined {
  if (dryRun) return undefined;
  const digest = deployed.image?.digest ?? deployed.digest;
  const found = { tag, ...(digest === undefined ? {} : { digest }) };
  if (deployed.outcome === 'deployed' && deployed.commit !== undefined)
    return { ...found, commit: deployed.commit.oid };
  const isRerun = deployed.outcome === 'unchanged' && deployed.previousTag === tag;
  return isRerun && deployed.since !== undefined ? { ...found, commit: deployed.since.oid } : undefined;
}

function report(options: RolloutOptions, committed: CommittedDeployment, rollout: Rollout): Followed {
  const { tag } = committed;
  const { application } = options.argocd;
  const { page, milliseconds } = rollout;
  const end = (kind: Followed['kind'], sign: string, sentence: string) => {
    info(`${sign} ${sentence} (${application}: ${page})`);
    writeSummary('headline', `## ${sign} ${shortenCommits(sentence)} (${link(application, page)})`);
    return { kind, sentence: `${sign} ${sentence}`, page };
  };
  if (rollout.kind === 'rolled-out')
    return end('rolled-out', '🚀', `${tag} is running: rolled out in ${formatDuration(milliseconds)}`);
  if (rollout.kind === 'superseded') {
    const sentence = `${rollout.by ?? 'No tag'} replaced ${tag} before it was rolled out`;
    annotate('notice', 'superseded', sentence);
    return end('superseded', '⏭️', sentence);
  }
  throw notRunning(options, committed, rollout);
}

/** Returns a logger of states, which warns once about a state that only a change of the values file can fix. */
function stateLogger(): (state: string) => void {
  let isWarned = false;
  return (state) => {
    info(state);
    if (isWarned || !isImmutable(state)) return;
    isWarned = true;
    annotate('warning', 'rollout', `${state} ${JOBS_CURE}`);
  };
}
