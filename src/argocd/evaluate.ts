import type { ApplicationState } from './application.ts';

/** What has to be seen for a deployment to count as rolled out. */
export interface Expected {
  /** Whether one of these revisions is the deployment's commit or a later one that contains it. */
  readonly contains: (revisions: readonly string[]) => boolean;
  /** The ways in which an image reference may name the new image. */
  readonly references: readonly string[];
}

export type RolloutVerdict =
  | { readonly kind: 'rolled-out' }
  /** `message`: what it waits for. */
  | { readonly kind: 'waiting'; readonly message: string }
  /** A fault that counts once it has stood for `graceMs`. */
  | { readonly kind: 'faulty'; readonly message: string; readonly graceMs: number };

const GRACE_MS = 10_000;
const COMPARISON_GRACE_MS = 30_000;

/**
 * Rolled out means all of it in one look: image and health alone are there too while an operation fails. A commit that
 * is overtaken may never get an operation of its own; what counts is that none is running or failed.
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
    `it is Synced and Healthy without the image ${references[0]}: the values file does not bring it into any resource`,
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
  return waiting('the application does not sync by itself: somebody has to press Sync');
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
