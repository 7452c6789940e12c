/** What happens to the commits that Argo CD finds from now on. */
export type Scenario =
  | { readonly kind: 'healthy' }
  | { readonly kind: 'slow'; readonly factor: number }
  /** The operation is retried, then fails. */
  | { readonly kind: 'failing'; readonly retries?: number; readonly message?: string }
  | { readonly kind: 'degraded' }
  /** The sync succeeds, but the new pods never pull their image. */
  | { readonly kind: 'unpullable' }
  /** A hook never becomes healthy: the operation never ends and blocks later commits. */
  | {
      readonly kind: 'stuck';
      /** The first request to end it is accepted, and lost: the next attempt begins. */
      readonly losesEnd?: true;
    }
  | { readonly kind: 'comparison-error'; readonly message?: string }
  /** The source hydrator cannot render the manifests. */
  | { readonly kind: 'hydration-failed'; readonly message?: string }
  /** Nothing changes, and a refresh gets no response. */
  | { readonly kind: 'controller-down' };

export type Phase = 'Running' | 'Terminating' | 'Failed' | 'Succeeded';
export type Health = 'Healthy' | 'Suspended' | 'Progressing' | 'Missing' | 'Degraded' | 'Unknown';

/** One state of an operation. */
export interface Stage {
  readonly sync: 'Synced' | 'OutOfSync';
  /** Absent: unchanged by the operation. */
  readonly health?: Health;
  /** Absent: the operation is requested but has not started. */
  readonly phase?: Phase;
  readonly message?: string;
  readonly retryCount?: number;
  /** If `syncResult` is present. */
  readonly result: boolean;
  /** The images that the live resources use. */
  readonly images: 'before' | 'both' | 'after';
  /** Why a pod does not run: Kubernetes' reason. */
  readonly podReason?: string;
}

const DEFAULT_RETRIES = 5;
const IMMUTABLE_JOB =
  'one or more objects failed to apply, reason: Job.batch "airflow-run-airflow-migrations" is invalid: spec.template: Invalid value: field is immutable';
const WAITING = 'waiting for healthy state of batch/Job/airflow-run-airflow-migrations';
const ASKED: Stage = { sync: 'OutOfSync', result: false, images: 'before' };
const BEGUN: Stage = { ...ASKED, phase: 'Running', message: 'one or more tasks are running' };
const APPLYING: Stage = { ...BEGUN, result: true };
const APPLIED: Stage = { ...APPLYING, images: 'both' };
const DONE: Pick<Stage, 'phase' | 'message'> = {
  phase: 'Succeeded',
  message: 'successfully synced (no more tasks)',
};
const ROLLING: Stage = { ...APPLIED, sync: 'Synced', health: 'Progressing' };
const HEALTHY: Stage = { ...ROLLING, health: 'Healthy', images: 'after' };

/** Returns the states of an operation in the order of a real Argo CD 3.1 with the Airflow chart. Each but the last lasts one step. */
export function stagesOf(scenario: Scenario, hookJobs: boolean): readonly Stage[] {
  const begin = [ASKED, BEGUN, APPLYING];
  if (scenario.kind === 'failing') return [...begin, ...failing(scenario)];
  if (scenario.kind === 'stuck') return [...begin, { ...APPLIED, message: WAITING, podReason: 'ImagePullBackOff' }];
  if (scenario.kind === 'unpullable') {
    const waiting: Stage = { ...ROLLING, ...DONE, podReason: 'ImagePullBackOff' };
    return [...begin, { ...APPLIED, ...DONE }, waiting];
  }
  const end: Stage = scenario.kind === 'degraded' ? { ...HEALTHY, health: 'Degraded', images: 'both' } : HEALTHY;
  if (hookJobs) return [...begin, APPLIED, ROLLING, end, { ...end, ...DONE }];
  return [...begin, { ...APPLIED, ...DONE }, { ...ROLLING, ...DONE }, { ...end, ...DONE }];
}

function failing({ retries = DEFAULT_RETRIES, message = IMMUTABLE_JOB }: Scenario & { kind: 'failing' }): Stage[] {
  const attempts = Array.from({ length: retries }, (_, index): Stage[] => {
    const retry: Stage = { ...APPLIED, retryCount: index + 1 };
    return [{ ...retry, message: `${message}. Retrying attempt #${retry.retryCount} at 3:04AM.` }, retry];
  }).flat();
  const last = `${message} (retried ${retries} times).`;
  return [...attempts, { ...APPLIED, phase: 'Failed', health: 'Missing', retryCount: retries, message: last }];
}
