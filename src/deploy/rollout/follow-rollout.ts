import { group, info } from '@actions/core';
import type { ResourceHealth } from '../../argocd/resource-health.ts';
import { JOBS_CURE } from '../../gitops/chart/immutable-jobs.ts';
import type { DeploymentRequest, ReadingClients } from '../../gitops/request.ts';
import { escapeText, link, shortenCommits } from '../../markdown.ts';
import { annotate } from '../../runner/annotate.ts';
import { setOutputs } from '../../runner/outputs.ts';
import { recordSideEffect } from '../../runner/side-effects.ts';
import { writeSummary } from '../../runner/summary.ts';
import { formatDuration } from '../../time.ts';
import type { RolloutOptions } from '../options.ts';
import type { Deployed, Followed } from '../result.ts';
import type { RollbackPage } from '../rollback-page.ts';
import {
  type CommittedDeployment,
  describeOldFault,
  describeSafeState,
  describeSilence,
  isImmutable,
  notRunning,
  notSeen,
} from './errors.ts';
import { followArgoCd } from './follow-argocd.ts';
import { followCommitStatus } from './follow-commit-status.ts';
import type { OwnCommit, Rollout } from './rollout.ts';

type Followable = Pick<DeploymentRequest, 'version' | 'target' | 'delivery'>;

interface Following {
  readonly rollout: RolloutOptions | undefined;
  readonly rollbackPage: RollbackPage | undefined;
  /** The resources in Argo CD before the commit; `undefined` if they are unknown or not needed. */
  readonly before: readonly ResourceHealth[] | undefined;
}

/**
 * Waits for the rollout of the commit of this run, or of the run that it repeats, and reports it in output, annotation and
 * summary. Returns how it ended; `undefined` if there is nothing to follow.
 * @throws UserError `rollout-failed`, `rollout-timeout`: committed, but not running; `argocd-…`
 */
export async function followRollout(
  clients: ReadingClients,
  request: Followable,
  { rollout, rollbackPage, before }: Following,
  deployed: Deployed,
): Promise<Followed | undefined> {
  const committed = findCommitted(request, deployed);
  if (committed === undefined) return undefined;
  if (rollout === undefined) {
    setOutputs({ rollout: 'not-checked' });
    info(NOT_CHECKED);
    return undefined;
  }
  const { repository } = request.target.location;
  const made = { ...committed, repository, previousTag: deployed.previousTag, rollbackPage };
  recordSideEffect('commit', describeSafeState(made));
  const seen = await group('rollout', () =>
    watchRollout(clients, request, { rollout, before }, committed).catch((error: unknown) => {
      throw notSeen(made, error);
    }),
  );
  const { kind, page } = seen;
  setOutputs({ rollout: kind, ...(rollout.follow.kind === 'argocd' ? { 'argocd-url': page } : {}) });
  if (kind === 'rolled-out') recordSideEffect('commit', `${request.version.tag} is committed, and it is running.`);
  return report(rollout, made, seen);
}

const NOT_CHECKED =
  'The rollout was not checked. Set argocd-server, argocd-app and argocd-token, or follow: commit-status, to wait for it.';

/**
 * Waits for the rollout of a commit, and logs its states.
 * @throws ArgoCdError, GitHubError
 */
export async function watchRollout(
  clients: ReadingClients,
  request: Pick<Followable, 'version' | 'target'>,
  { rollout, before }: Pick<Following, 'before'> & { readonly rollout: RolloutOptions },
  committed: Omit<OwnCommit, 'message'>,
): Promise<Rollout> {
  const { follow: source, limitMs } = rollout;
  if (source.kind === 'commit-status') {
    return followCommitStatus(clients, { names: source.names, limitMs, log: info }, request, committed);
  }
  const { isRerun } = committed;
  const options = { ...source, limitMs, before, isRerun, log: stateLogger() };
  return followArgoCd(clients, options, request, committed);
}

/** Returns the commit of this run, or of the run that it repeats; `undefined` if there is none. */
export function findCommitted(
  { delivery: { dryRun }, version: { tag } }: Pick<Followable, 'delivery' | 'version'>,
  deployed: Deployed,
): OwnCommit | undefined {
  if (dryRun) return undefined;
  const digest = deployed.image?.digest ?? deployed.digest;
  const found = { tag, ...(digest === undefined ? {} : { digest }) };
  if (deployed.outcome === 'deployed' && deployed.commit !== undefined) {
    const { commit, message } = deployed;
    return { ...found, commit: commit.oid, url: commit.url, message, isRerun: false };
  }
  if (deployed.outcome !== 'unchanged' || deployed.previousTag !== tag || deployed.since === undefined)
    return undefined;
  const { oid, url, message } = deployed.since;
  return { ...found, commit: oid, url, message, isRerun: true };
}

function report({ limitMs }: RolloutOptions, committed: CommittedDeployment, rollout: Rollout): Followed {
  const { tag } = committed;
  const { page, label, milliseconds } = rollout;
  const end = (kind: Followed['kind'], sign: string, sentence: string) => {
    info(`${sign} ${sentence} (${label}: ${page})`);
    writeSummary('headline', `## ${sign} ${shortenCommits(sentence)} (${link(escapeText(label), page)})`);
    return { kind, sentence: `${sign} ${sentence}`, page, label };
  };
  switch (rollout.kind) {
    case 'rolled-out':
      for (const each of rollout.unhealthy) annotate('warning', 'unhealthy before', describeOldFault(each));
      return end('rolled-out', '🚀', `${tag} is running: rolled out in ${formatDuration(milliseconds)}`);
    case 'superseded': {
      const sentence = `${rollout.by ?? 'No tag'} replaced ${tag} before it was rolled out`;
      annotate('notice', 'superseded', sentence);
      return end('superseded', '⏭️', sentence);
    }
    case 'not-reported': {
      const sentence = `${tag} is committed; whether it runs is not known`;
      annotate('warning', 'rollout not reported', describeSilence(limitMs, rollout));
      return end('not-reported', '⚠️', sentence);
    }
    default:
      throw notRunning(limitMs, committed, rollout);
  }
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
