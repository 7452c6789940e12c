import type { Hydration } from './hydration.ts';
import { dryRevisions } from './hydration.ts';
import { describeHealth, graceOf, type ResourceHealth, worstOf } from './resource-health.ts';
import { type ApplicationState, isFailed, type Operation } from './state.ts';

/** The conditions of a finished rollout. */
export interface Expected {
  /** Whether one of these revisions is the deployment's commit or a later one that contains it, or was rendered from one. */
  readonly contains: (revisions: readonly string[]) => boolean;
  /** All references that may name the new image. */
  readonly references: readonly string[];
}

/** Something that is wrong, and counts once it has lasted for `graceMs`. */
export interface Fault {
  readonly name: string;
  readonly graceMs: number;
}

/** The fault of an application whose resources do not use the new image. */
export const IMAGE_NOT_USED = 'image not used';

/** The fault of a sync of the commit that ended as failed. */
export const SYNC_FAILED = 'sync';

export type RolloutVerdict =
  | { readonly kind: 'rolled-out' }
  /** `message`: the reason for waiting; `continues`: a fault that may still exist. */
  | { readonly kind: 'waiting'; readonly message: string; readonly continues?: string }
  | { readonly kind: 'faulty'; readonly message: string; readonly faults: readonly Fault[] };

const COMPARISON_GRACE_MS = 30_000;
const IMAGE_GRACE_MS = 10_000;
const UNKNOWN_RESOURCE_GRACE_MS = 10_000;
/** Longer than the two minutes after which Argo CD tries again. */
const HYDRATION_GRACE_MS = 150_000;
const HYDRATION = 'hydration';

/**
 * Evaluates a rollout by all conditions in one state: image and health can also be right while an operation fails. A
 * superseded commit may never get an operation of its own, so it is enough that none is running or failed.
 * @param ignored keys of the resources whose health does not count
 */
export function evaluateRollout(
  state: ApplicationState,
  expected: Expected,
  ignored: ReadonlySet<string> = new Set(),
): RolloutVerdict {
  const { sync, revisions, hydration, operation, images } = state;
  const { contains, references } = expected;
  const broken = state.conditions.find(({ type }) => type === 'ComparisonError');
  if (sync === 'Unknown' && broken !== undefined) return faulty(broken.message, 'comparison', COMPARISON_GRACE_MS);
  const hydrating = hydration && evaluateHydration(hydration, contains);
  if (hydrating !== undefined) return hydrating;
  if (!contains(revisions)) return waiting(describeUnseen(hydration));
  const isOurs = operation !== undefined && contains(operation.revisions);
  if (isOurs && isFailed(operation.phase) && !state.isPending && !isIgnored(operation, ignored)) {
    const message = `the sync ended as ${operation.phase}: ${operation.message}${describeFailed(operation)}`;
    return faulty(message, SYNC_FAILED, 0);
  }
  if (!isSettled(state)) return evaluateUnsynced(state, isOurs);
  const unhealthy = evaluateHealth(state, ignored);
  if (unhealthy !== undefined) return unhealthy;
  if (images.some((image) => references.includes(image))) return { kind: 'rolled-out' };
  const message = `the application is Synced and Healthy, but no resource uses the image ${references[0]}`;
  return faulty(message, IMAGE_NOT_USED, IMAGE_GRACE_MS);
}

/** Returns whether Argo CD has applied what it compared, and no operation is running or requested. */
export function isSettled({ sync, operation, isPending }: ApplicationState): boolean {
  return sync === 'Synced' && !isPending && (operation === undefined || isFinal(operation.phase));
}

function evaluateHydration(hydration: Hydration, contains: Expected['contains']): RolloutVerdict | undefined {
  const { done, current } = hydration;
  const isDone = done !== undefined && contains([done.dry]);
  // Argo CD does not say which commit it could not render if Helm fails. Each later commit waits for a correction.
  const isOurs = current !== undefined && (current.dry === '' ? !isDone : contains([current.dry]));
  if (isOurs && current.phase === 'Failed') {
    return faulty(`Argo CD could not render the manifests: ${current.message}`, HYDRATION, HYDRATION_GRACE_MS);
  }
  if (!contains(dryRevisions(hydration))) return waiting('waiting for Argo CD to see the commit');
  if (isDone) return undefined;
  return { kind: 'waiting', message: `Argo CD renders the manifests for ${hydration.branch}`, continues: HYDRATION };
}

function describeUnseen(hydration: Hydration | undefined): string {
  if (hydration === undefined) return 'waiting for Argo CD to see the commit';
  const { done, branch, stagedTo } = hydration;
  if (stagedTo === undefined) return `waiting for Argo CD to see ${done?.hydrated.slice(0, 7)} on ${branch}`;
  return `Argo CD rendered the manifests to ${stagedTo}: waiting until they are merged into ${branch}`;
}

function evaluateHealth(state: ApplicationState, ignored: ReadonlySet<string>): RolloutVerdict | undefined {
  const counted = state.resources.filter(({ key }) => !ignored.has(key));
  const health = ignored.size === 0 ? state.health : worstOf(counted);
  if (health === 'Healthy') return undefined;
  const bad = counted.filter(({ status }) => status !== 'Healthy' && status !== 'Progressing');
  const words = bad.map(describeHealth);
  if (health !== 'Degraded') return waiting(['rolling out', ...words].join('; '));
  return {
    kind: 'faulty',
    message: ['health is Degraded', ...words].join('; '),
    faults: faultsOf(bad.filter(({ status }) => status === health)),
  };
}

function faultsOf(degraded: readonly ResourceHealth[]): readonly Fault[] {
  if (degraded.length === 0) return [{ name: 'health', graceMs: UNKNOWN_RESOURCE_GRACE_MS }];
  return degraded.map((resource) => ({ name: resource.key, graceMs: graceOf(resource) }));
}

function evaluateUnsynced({ operation, isPending, isAutomated }: ApplicationState, isOurs: boolean): RolloutVerdict {
  const isRunning = operation !== undefined && !isFinal(operation.phase);
  if (isRunning) {
    const tries = operation.retryCount === 0 ? '' : `retry ${operation.retryCount}: `;
    return waiting(`${isOurs ? '' : 'an earlier sync has not ended: '}${tries}${describeOperation(operation)}`);
  }
  if (isPending || isAutomated) return waiting('about to sync');
  return waiting('the application does not sync automatically: start a sync in Argo CD');
}

function isFinal(phase: string): boolean {
  return phase === 'Succeeded' || isFailed(phase);
}

/** Returns whether only resources whose health does not count made a sync fail. */
function isIgnored({ failed }: Operation, ignored: ReadonlySet<string>): boolean {
  return failed.length > 0 && failed.every(({ key, isOnlyDegraded }) => isOnlyDegraded && ignored.has(key));
}

/** Describes a running sync, with the first resource for which it fails. */
export function describeOperation(operation: Operation): string {
  return `${operation.message || operation.phase}${describeFailed(operation)}`;
}

/** Describes the first resource for which a sync fails; empty if there is none. */
function describeFailed({ failed: [first] }: Operation): string {
  return first === undefined ? '' : `; ${first.kind} ${first.name}: ${first.message.replace(/\s+/g, ' ').trim()}`;
}

function waiting(message: string): RolloutVerdict {
  return { kind: 'waiting', message };
}

function faulty(message: string, name: string, graceMs: number): RolloutVerdict {
  return { kind: 'faulty', message, faults: [{ name, graceMs }] };
}
