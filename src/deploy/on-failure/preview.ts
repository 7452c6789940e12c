import { info } from '@actions/core';
import { escapeText, shortenCommits } from '../../markdown.ts';
import { writeSummary } from '../../runner/summary.ts';
import { formatError } from '../../translate/translate.ts';
import type { FollowingRun } from '../following-run.ts';
import { planRollback, type RollbackPlan } from './plan-rollback.ts';

/** Says in a dry run which version would be deployed again if the deployment failed. Never throws. */
export async function previewRollback({ clients, options }: FollowingRun): Promise<void> {
  const plan = await planRollback(clients, options.request, undefined).catch(
    (error: unknown): RollbackPlan => ({ why: formatError(error) }),
  );
  const { tag } = options.request.version;
  const sentence = describe(plan, tag);
  info(sentence);
  writeSummary('rollback', `↩️ ${escapeText(shortenCommits(sentence))}`);
}

function describe(plan: RollbackPlan, tag: string): string {
  if ('to' in plan) return `If ${tag} fails, ${plan.to.tag} is deployed again, with a hold.`;
  const { why, remedy } = plan;
  return `If ${tag} fails, it cannot be rolled back: ${why}.${remedy === undefined ? '' : ` ${remedy}`}`;
}
