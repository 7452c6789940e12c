import { group, info } from '@actions/core';
import { note } from '../action/aftermath.ts';
import { annotate } from '../action/annotate.ts';
import { setOutputs } from '../action/outputs.ts';
import type { RollbackPage } from '../action/rollback-page.ts';
import { writeSummary } from '../action/summary.ts';
import type { Bump } from '../bump-values/commit-tag.ts';
import { JOBS_CURE } from '../bump-values/immutable-jobs.ts';
import type { Clients } from '../bump-values/judge.ts';
import type { Deployed } from './deploy.ts';
import { type Committed, type Rollout, type RolloutOptions, rollOut } from './rollout.ts';
import { isImmutable, notRunning, notSeen, type Standing, tellStands } from './rollout-errors.ts';

type Following = Pick<Bump, 'target' | 'image' | 'tag' | 'tagKey' | 'edits' | 'dryRun'> & {
  readonly rollout: RolloutOptions | undefined;
  readonly rollbackPage: RollbackPage | undefined;
};

/** How a rollout ended that did not fail. */
export interface Followed {
  readonly kind: 'rolled-out' | 'superseded';
  readonly sentence: string;
  /** The application's page. */
  readonly page: string;
}

/**
 * Follows what was committed to the cluster, by this run or by the one that it repeats: output, annotation and summary.
 * Gives how it ended.
 * @throws UserError `rollout-failed`, `rollout-time`: the commit stands, but it does not run; `argocd-…`
 */
export async function followRollout(
  clients: Clients,
  options: Following,
  deployed: Deployed,
): Promise<Followed | undefined> {
  const committed = findCommitted(options, deployed);
  if (committed === undefined) return undefined;
  const { rollout, rollbackPage } = options;
  if (rollout === undefined) {
    setOutputs({ rollout: 'not-checked' });
    info('Whether Argo CD rolls it out was not checked: argocd-server, argocd-app and argocd-token are not given.');
    return undefined;
  }
  const { repository } = options.target;
  const standing = { ...committed, repository, previousTag: deployed.previousTag, rollbackPage };
  note('commit', tellStands(standing));
  const seen = await group('rollout', () =>
    rollOut(clients, rollout, options, committed, tellState()).catch((error: unknown) => {
      throw notSeen(standing, error);
    }),
  );
  setOutputs({ rollout: seen.kind, 'argocd-url': seen.page });
  if (seen.kind === 'rolled-out') note('commit', `${options.tag} is committed, and Argo CD shows it as healthy.`);
  return report(rollout, standing, seen);
}

function findCommitted({ dryRun, tag }: Following, deployed: Deployed): Committed | undefined {
  if (dryRun) return undefined;
  const digest = deployed.image?.digest ?? deployed.digest;
  const found = { tag, ...(digest === undefined ? {} : { digest }) };
  if (deployed.outcome === 'deployed' && deployed.commit !== undefined)
    return { ...found, commit: deployed.commit.oid };
  const isRerun = deployed.outcome === 'unchanged' && deployed.previousTag === tag;
  return isRerun && deployed.since !== undefined ? { ...found, commit: deployed.since.oid } : undefined;
}

async function report(options: RolloutOptions, committed: Standing, rollout: Rollout): Promise<Followed> {
  const { tag } = committed;
  const { application } = options.argocd;
  const { page, milliseconds } = rollout;
  const end = async (kind: Followed['kind'], sign: string, sentence: string) => {
    await tell(`${sign} ${sentence} ([${application}](${page}))`);
    return { kind, sentence: `${sign} ${sentence}`, page };
  };
  if (rollout.kind === 'rolled-out')
    return end('rolled-out', '🚀', `${tag} runs: rolled out in ${(milliseconds / 1000).toFixed(0)} s`);
  if (rollout.kind === 'superseded') {
    const sentence = `${rollout.by ?? 'No tag'} took the place of ${tag} before it was rolled out`;
    annotate('notice', 'superseded', sentence);
    return end('superseded', '⏭️', sentence);
  }
  throw notRunning(options, committed, rollout);
}

/** Tells each state, and with the first that only a change of the values file mends, how. */
function tellState(): (state: string) => void {
  let isWarned = false;
  return (state) => {
    info(state);
    if (isWarned || !isImmutable(state)) return;
    isWarned = true;
    annotate('warning', 'rollout', `${state} ${JOBS_CURE}`);
  };
}

async function tell(sentence: string): Promise<void> {
  info(sentence);
  await writeSummary(`${sentence}\n`);
}
