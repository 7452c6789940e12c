import { group, info } from '@actions/core';
import type { UserError } from '../../errors.ts';
import { setOutputs } from '../../runner/outputs.ts';
import { recordSideEffect } from '../../runner/side-effects.ts';
import { formatDuration } from '../../time.ts';
import { formatError, translate } from '../../translate/translate.ts';
import type { FollowingRun } from '../following-run.ts';
import { watchRollout } from '../rollout/follow-rollout.ts';
import type { Rollout } from '../rollout/rollout.ts';
import type { CommittedRollback } from './committed-rollback.ts';
import { endFailedSync } from './end-failed-sync.ts';
import { type RolledBack, rollbackFailed, rolledBack } from './errors.ts';
import { openRollbackIssue } from './open-issue.ts';

/** Follows the restored version, and reports it in an issue and to its observers. Returns the error of the run. */
export async function finishRollback(run: FollowingRun, back: CommittedRollback): Promise<UserError> {
  const { clients, options } = run;
  const { request, committed, failed, evidence, deployed } = back;
  const { repository } = request.target.location;
  const { tag, commit } = committed;
  setOutputs({ 'rolled-back-to': tag });
  recordSideEffect('commit', describeSafeState(back));
  const facts = { failed, evidence, tag, commit, repository };
  const observers = deployed === undefined ? [] : run.observeRestored(request.version);
  for (const observer of observers) if (deployed !== undefined) observer.deployed(deployed);
  const [issue, end] = await Promise.all([
    openRollbackIssue(clients, request, facts, options.resumePage),
    group('rollback: rollout', () => followRestored(run, back)),
  ]);
  const error = reportEnd({ ...facts, issue }, end, run);
  for (const observer of observers) {
    if (end.kind === 'rolled-out')
      observer.rolledOut({
        kind: 'rolled-out',
        sentence: describeRestored(back, end),
        page: end.page,
        label: end.label,
      });
    else observer.failed(error);
    await observer.close();
  }
  return error;
}

type Restored = Rollout | { readonly kind: 'not-seen'; readonly message: string };

/** Ends the sync that blocks it, and waits for the rollout of the restored version. An error of a service is an end, too. */
async function followRestored(
  { clients, options: { rollout }, before }: FollowingRun,
  back: CommittedRollback,
): Promise<Restored> {
  const { request, committed } = back;
  if (rollout === undefined) return { kind: 'not-seen', message: 'its rollout was not followed' };
  try {
    const { follow } = rollout;
    const advice = follow.kind === 'argocd' ? await endFailedSync(clients.gitops, follow.argocd, back) : undefined;
    const end = await watchRollout(clients, request, { rollout, before: await before }, committed);
    return advice === undefined || !('isOfDeployment' in end) ? end : { ...end, remedy: joinTexts(end.remedy, advice) };
  } catch (error) {
    return { kind: 'not-seen', message: `its rollout could not be checked: ${formatError(translate(error))}` };
  }
}

function reportEnd(back: RolledBack, end: Restored, { options }: FollowingRun): UserError {
  switch (end.kind) {
    case 'rolled-out':
      info(`${back.tag} runs again: rolled out in ${formatDuration(end.milliseconds)} (${end.page})`);
      return rolledBack(back, options);
    case 'superseded':
      return rollbackFailed(back, `${end.by ?? 'no tag'} replaced it before it was rolled out`, options);
    case 'not-seen':
      return rollbackFailed(back, withoutStop(end.message), options);
    case 'not-reported':
      return rollbackFailed(back, `nothing reported its rollout: ${end.message}`, options);
    default:
      return rollbackFailed(
        { ...back, remedy: end.remedy },
        `its rollout has not succeeded: ${withoutStop(end.message)} (${end.page})`,
        options,
      );
  }
}

function joinTexts(...texts: readonly (string | undefined)[]): string {
  return texts.filter((text) => text !== undefined).join(' ');
}

function withoutStop(text: string): string {
  return text.replace(/\.\s*$/, '');
}

function describeRestored({ committed: { tag }, failed }: CommittedRollback, { milliseconds }: Rollout): string {
  return `↩️ ${tag} runs again after ${failed}: rolled out in ${formatDuration(milliseconds)}`;
}

function describeSafeState({ request, committed, failed }: CommittedRollback): string {
  const { repository, path } = request.target.location;
  return `${committed.tag} is committed to ${repository} again (${committed.commit.slice(0, 7)}) in place of ${failed}. The hold ${path}.hold stops every deployment until a resume.`;
}
