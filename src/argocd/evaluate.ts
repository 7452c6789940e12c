import type { ApplicationState } from './application.ts';

/** The conditions of a finished rollout. */
export interface Expected {
  /** Whether one of these revisions is the deployment's commit or a later one that contains it. */
  readonly contains: (revisions: readonly string[]) => boolean;
  /** All references that may name the new image. */
  readonly references: readonly string[];
}

export type RolloutVerdict =
  | { readonly kind: 'rolled-out' }
  /** `message`: the reason for waiting. */
  | { readonly kind: 'waiting'; readonly message: string }
  /** A fault that counts once it has lasted for `graceMs`. */
  | { readonly kind: 'faulty'; readonly message: string; readonly graceMs: number };

const GRACE_MS = 10_000;
const COMPARISON_GRACE_MS = 30_000;

/**
 * Evaluates a rollout by all conditions in one state: image and health can also be right while an operation fails. A
 * superseded commit may never get an operation of its own, so it is enough that none is running or failed.
 */
export function evaluateRollout(sight: ApplicationState, { contains, references }: Expected): RolloutVerdict {
  const { sync, revisions, health, operation, images } = sight;
  const broken = sight.conditions.find(({ type }) => type === 'ComparisonError');
  if (sync === 'Unknown' && broken !== undefined) return faulty(broken.message, COMPARISON_GRACE_MS);
  if (!contains(revisions)) return waiting('waiting for Argo CD to see the commit');
  const isOurs = operation !== undefined && contains(operation.revisions);
  if (isOurs && isFailed(operation.phase) && !sight.isPending) {
    return faulty(`the sync ended as ${operation.phase}: ${operation.message}`, 0);
  }
  const isSettled = sync === 'Synced' && !sight.isPending && (operation === undefined || isFinal(operation.phase));
  if (!isSettled) return evaluateUnsynced(sight, isOurs);
  if (health === 'Degraded') return faulty(['health is Degraded', ...sight.unhealthy].join('; '), GRACE_MS);
  if (health !== 'Healthy') return waiting(['rolling out', ...sight.unhealthy].join('; '));
  if (images.some((image) => references.includes(image))) return { kind: 'rolled-out' };
  return faulty(
    `the application is Synced and Healthy, but no resource uses the image ${references[0]}: check that the chart reads it from the values file`,
    GRACE_MS,
  );
}

function evaluateUnsynced({ operation, isPending, isAutomated }: ApplicationState, isOurs: boolean): RolloutVerdict {
  const isRunning = operation !== undefined && !isFinal(operation.phase);
  if (isRunning) {
    const tries = operation.retryCount === 0 ? '' : `retry ${operation.retryCount}: `;
    return waiting(`${isOurs ? '' : 'an earlier sync has not ended: '}${tries}${operation.message || operation.phase}`);
  }
  if (isPending || isAutomated) return waiting('about to sync');
  return waiting('the application does not sync automatically: start a sync in Argo CD');
}

function isFinal(phase: string): boolean {
  return phase === 'Succeeded' || isFailed(phase);
}

function isFailed(phase: string): boolean {
  return phase === 'Failed' || phase === 'Error';
}

function waiting(message: string): RolloutVerdict {
  return { kind: 'waiting', message };
}

function faulty(message: string, graceMs: number): RolloutVerdict {
  return { kind: 'faulty', message, graceMs };
}
