import { UserError } from '../../errors.ts';
import { JOBS_CURE } from '../../gitops/chart/immutable-jobs.ts';
import { plural } from '../../plural.ts';
import { translate } from '../../translate/translate.ts';
import { DeploymentFailure } from '../deployment-failure.ts';
import { describeRollback, type RollbackPage } from '../rollback-page.ts';
import type { Committed, Rollout } from './rollout.ts';

/** A commit that stays in the GitOps repository even if its rollout fails. */
export interface CommittedDeployment extends Committed {
  /** The GitOps repository. */
  readonly repository: string;
  readonly previousTag: string | null;
  /** The page where a person starts a rollback. */
  readonly rollbackPage: RollbackPage | undefined;
}

/** What to do after the cause is fixed. */
export const AGAIN = 'run this job again: it waits for the rollout and deploys nothing twice';

/**
 * Returns the error for a rollout that failed or did not end in time: the commit, the last message, the remedy. It is a
 * `DeploymentFailure` if something that the deployment brought has failed.
 */
export function notRunning(
  limitMs: number,
  standing: CommittedDeployment,
  rollout: Rollout & { readonly kind: 'failed' | 'out-of-time' },
): UserError {
  const { message, page, isOfDeployment } = rollout;
  const back = describeBack(standing);
  const cure = isImmutable(message) ? `${JOBS_CURE} Then deploy again.` : rollout.remedy;
  const error =
    rollout.kind === 'failed'
      ? new UserError(
          'rollout-failed',
          `${describeDeployment(standing)}, but its rollout failed: ${message} (${page}).`,
          `${cure ?? `Fix the cause there, then ${AGAIN}.`}${back}`,
        )
      : new UserError(
          'rollout-timeout',
          `${describeDeployment(standing)}, but it is not running after ${plural(limitMs / 60_000, 'minute')}: ${message} (${page}).`,
          `${cure ?? `Check the rollout there, then ${AGAIN}.`}${back}`,
        );
  return isOfDeployment ? new DeploymentFailure(error, message) : error;
}

/** Returns the error for a rollout that could not be read. */
export function notSeen(standing: CommittedDeployment, thrown: unknown): unknown {
  const error = translate(thrown);
  if (!(error instanceof UserError)) return error;
  const message = `${describeDeployment(standing)}, but its rollout could not be checked. ${error.message}`;
  return new UserError(error.code, message, `${error.remedy} Then ${AGAIN}.`, { cause: error });
}

/** Describes a resource that was as unhealthy before the deployment. */
export function describeOldFault(resource: string): string {
  return `${resource}. It was already so before this deployment, and it does not run the image, so it does not count.`;
}

/** Describes a rollout that nothing reported. */
export function describeSilence(
  limitMs: number,
  { message, page }: Rollout & { readonly kind: 'not-reported' },
): string {
  return `After ${plural(limitMs / 60_000, 'minute')}, the GitOps commit has ${message} (${page}). Check commit-status-context, and that Argo CD Notifications or Flux writes it on this commit.`;
}

/** Describes the safe state during the rollout. */
export function describeSafeState({ repository, commit }: CommittedDeployment): string {
  return `The commit ${commit.slice(0, 7)} is in ${repository}. The old pods usually keep running until the new ones are ready.`;
}

/** Returns whether Kubernetes rejected a change of a Job, which is immutable. */
export function isImmutable(message: string): boolean {
  return message.includes('field is immutable');
}

function describeDeployment({ repository, tag, commit }: CommittedDeployment): string {
  return `${tag} is committed to ${repository} by ${commit.slice(0, 7)}`;
}

function describeBack({ tag, previousTag, rollbackPage }: CommittedDeployment): string {
  return previousTag === null || previousTag === tag ? '' : ` ${describeRollback(rollbackPage, previousTag)}`;
}
