import { UserError } from '../../errors.ts';
import { JOBS_CURE } from '../../gitops/chart/immutable-jobs.ts';
import { plural } from '../../plural.ts';
import { translate } from '../../runner/translate/translate.ts';
import type { RolloutOptions } from '../options.ts';
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

const AGAIN = 'run this job again: it waits for the rollout and deploys nothing twice';

/** Returns the error for a rollout that failed or did not end in time: the commit, Argo CD's message, the remedy. */
export function notRunning(
  { argocd: { application }, limitMs }: RolloutOptions,
  standing: CommittedDeployment,
  rollout: Rollout & { readonly kind: 'failed' | 'out-of-time' },
): UserError {
  const { message, page } = rollout;
  const back = describeBack(standing);
  const cure = isImmutable(message) ? `${JOBS_CURE} Then deploy again.` : undefined;
  if (rollout.kind === 'failed') {
    const remedy = cure ?? `Fix the cause there, then ${AGAIN}.`;
    return new UserError(
      'rollout-failed',
      `${describeDeployment(standing)}, but its rollout failed: ${message} (${page}).`,
      `${remedy}${back}`,
    );
  }
  const after = `${describeDeployment(standing)}, but it is not running after ${plural(limitMs / 60_000, 'minute')}: ${message} (${page}).`;
  return new UserError('rollout-timeout', after, `${cure ?? hint(rollout, application)}${back}`);
}

/** Returns the error for a rollout that Argo CD does not show. */
export function notSeen(standing: CommittedDeployment, thrown: unknown): unknown {
  const error = translate(thrown);
  if (!(error instanceof UserError)) return error;
  const message = `${describeDeployment(standing)}, but its rollout could not be checked. ${error.message}`;
  return new UserError(error.code, message, `${error.remedy} Then ${AGAIN}.`, { cause: error });
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

function hint({ sight }: Rollout & { readonly kind: 'out-of-time' }, application: string): string {
  if (sight === undefined) return `Check that Argo CD is up and that the runner reaches it, then ${AGAIN}.`;
  if (sight.operation?.phase === 'Running')
    return `A sync that does not end blocks every later one. End it: argocd app terminate-op ${application}.`;
  return `Check the application there, then ${AGAIN}.`;
}
