import { UserError } from '../../errors.ts';
import { JOBS_CURE } from '../../gitops/chart/immutable-jobs.ts';
import { plural } from '../../plural.ts';
import { translate } from '../../runner/translate/translate.ts';
import type { RolloutOptions } from '../options.ts';
import type { RollbackPage } from '../rollback-page.ts';
import type { Committed, Rollout } from './rollout.ts';

/** What was committed, and stands whatever became of its rollout. */
export interface CommittedDeployment extends Committed {
  /** The GitOps repository. */
  readonly repository: string;
  readonly previousTag: string | null;
  /** Where a rollback is started. */
  readonly rollbackPage: RollbackPage | undefined;
}

const AGAIN = 'run this job again: it waits for the rollout, and deploys nothing twice';

/** The error of a rollout that failed, or did not end in time: what is committed, what Argo CD says, what to do. */
export function notRunning(
  { argocd: { application }, limitMs }: RolloutOptions,
  standing: CommittedDeployment,
  rollout: Rollout & { readonly kind: 'failed' | 'out-of-time' },
): UserError {
  const { message, page } = rollout;
  const back = describeRollback(standing);
  const cure = isImmutable(message) ? `${JOBS_CURE} Then deploy again.` : undefined;
  if (rollout.kind === 'failed') {
    const remedy = cure ?? `Mend there what failed, then ${AGAIN}.`;
    return new UserError(
      'rollout-failed',
      `${describeDeployment(standing)}, but it does not run: ${message} (${page}).`,
      `${remedy}${back}`,
    );
  }
  const after = `${describeDeployment(standing)}, but it does not run after ${plural(limitMs / 60_000, 'minute')}: ${message} (${page}).`;
  return new UserError('rollout-timeout', after, `${cure ?? hint(rollout, application)}${back}`);
}

/** The error of a rollout that Argo CD does not let be seen. */
export function notSeen(standing: CommittedDeployment, thrown: unknown): unknown {
  const error = translate(thrown);
  if (!(error instanceof UserError)) return error;
  const message = `${describeDeployment(standing)}; its rollout was not seen. ${error.message}`;
  return new UserError(error.code, message, `${error.remedy} Then ${AGAIN}.`, { cause: error });
}

/** What is safe while it is rolled out. */
export function describeSafeState({ repository, commit }: CommittedDeployment): string {
  return `The commit ${commit.slice(0, 7)} in ${repository} stands; what ran before usually goes on until the new pods are ready.`;
}

/** Kubernetes' words of a Job that a new tag would change. */
export function isImmutable(message: string): boolean {
  return message.includes('field is immutable');
}

function describeDeployment({ repository, tag, commit }: CommittedDeployment): string {
  return `${tag} is committed to ${repository} by ${commit.slice(0, 7)}`;
}

function describeRollback({ tag, previousTag, rollbackPage }: CommittedDeployment): string {
  if (previousTag === null || previousTag === tag) return '';
  if (rollbackPage === undefined)
    return ` To go back: run this action with operation: rollback, rollback-to: ${previousTag} and a reason.`;
  const { url, choice } = rollbackPage;
  return ` To go back: run ${url} with ${choice === undefined ? '' : `the ${choice}, `}the tag ${previousTag} and a reason.`;
}

function hint({ sight }: Rollout & { readonly kind: 'out-of-time' }, application: string): string {
  if (sight === undefined) return `Check that Argo CD is up and that the runner reaches it, then ${AGAIN}.`;
  if (sight.operation?.phase === 'Running')
    return `A sync that does not end holds back every later one. End it by: argocd app terminate-op ${application}.`;
  return `Look at the application there, then ${AGAIN}.`;
}
